//! A word beside a name in, what it says about the name out: prepositions of place, titles of people,
//! heads of organisations, offices of towns and countries. Word lists written for this project.

/// What stands directly before a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// Nothing on this side of a clause border, or a word that says nothing.
    Nothing,
    /// "in", "near", "outside": a place follows.
    Locative,
    /// "from", "to", "at": often a place.
    Direction,
    Of,
    /// "University of", "Bank of".
    OrganisationOf,
    /// "City of", "east of".
    PlaceOf,
    The,
    /// "Mr.", "Judge", "Coach": a person follows.
    Title,
    /// A given name.
    GivenName,
    /// "J."
    Initial,
    /// Two letters, which may be a firm's or a university's as well: "UC Berkeley".
    Initials,
    /// Another capitalised word.
    Capitalised,
    /// Another candidate and a comma or "and": a list.
    List,
    /// A hyphen.
    Hyphen,
    /// "northern", "downtown", "nearby".
    Part,
    /// "in", where a language may follow.
    In,
}

/// What follows directly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    Nothing,
    /// "University", "Times", "Inc.": the name is part of another name.
    Organisation,
    /// "Mayor", "Police", "Council": the name says whose.
    Office,
    /// "Times", "Post": a newspaper.
    Newspaper,
    /// "said".
    Saying,
    /// A surname.
    Surname,
    /// A capitalised plural: mostly a team.
    Plural,
    /// Another capitalised word.
    Capitalised,
    /// A comma and a number: a person's age.
    Age,
    Comma,
    /// "-based", "-born".
    HyphenLower,
    HyphenCapitalised,
    Possessive,
    /// "and", and another candidate.
    List,
    /// "residents", "area".
    Part,
    /// "US$".
    Currency,
}

/// The class of the word before a name, as far as the word alone tells.
pub fn before(word: &str) -> Before {
    match word {
        "in" | "In" => Before::In,
        "the" | "The" => Before::The,
        _ if is_locative(word) => Before::Locative,
        _ if is_direction(word) => Before::Direction,
        _ if is_part(word) => Before::Part,
        _ if is_title(word) => Before::Title,
        _ => Before::Nothing,
    }
}

/// The class of the word after a name, as far as the word alone tells.
pub fn after(word: &str) -> After {
    if is_saying(word) {
        After::Saying
    } else if is_part_after(word) {
        After::Part
    } else if is_office(word) {
        After::Office
    } else if is_newspaper(word) {
        After::Newspaper
    } else if is_organisation_head(word) {
        After::Organisation
    } else {
        After::Nothing
    }
}

fn is_locative(word: &str) -> bool {
    matches!(
        word,
        "near"
            | "Near"
            | "outside"
            | "Outside"
            | "inside"
            | "across"
            | "throughout"
            | "around"
            | "within"
            | "northern"
            | "visiting"
            | "leaving"
            | "en"
            | "dans"
            | "aus"
            | "nach"
            | "nahe"
            | "bei"
            | "im"
    )
}

fn is_direction(word: &str) -> bool {
    matches!(
        word,
        "from"
            | "From"
            | "to"
            | "at"
            | "At"
            | "into"
            | "toward"
            | "towards"
            | "via"
            | "between"
            | "through"
            | "against"
            | "over"
            | "for"
            | "on"
            | "with"
            | "von"
            | "zu"
            | "desde"
            | "hacia"
            | "vers"
            | "depuis"
            | "à"
            | "a"
    )
}

pub fn is_place_of(word: &str) -> bool {
    matches!(
        word.to_ascii_lowercase().as_str(),
        "city"
            | "town"
            | "village"
            | "suburb"
            | "north"
            | "south"
            | "east"
            | "west"
            | "northeast"
            | "northwest"
            | "southeast"
            | "southwest"
            | "outskirts"
            | "state"
            | "province"
            | "county"
            | "district"
            | "miles"
            | "kilometers"
            | "kilometres"
            | "region"
            | "port"
            | "coast"
            | "streets"
            | "part"
            | "parts"
            | "republic"
            | "kingdom"
            | "people"
            | "capital"
            | "island"
            | "municipality"
            | "community"
            | "borough"
            | "residents"
            | "mayor"
            | "governor"
            | "government"
            | "border"
            | "area"
            | "km"
            | "center"
            | "centre"
            | "side"
            | "provinces"
            | "cities"
            | "towns"
            | "areas"
            | "states"
    )
}

fn is_part(word: &str) -> bool {
    matches!(
        word.to_ascii_lowercase().as_str(),
        "northern"
            | "southern"
            | "eastern"
            | "western"
            | "northeastern"
            | "northwestern"
            | "southeastern"
            | "southwestern"
            | "central"
            | "downtown"
            | "nearby"
            | "neighboring"
            | "neighbouring"
            | "upstate"
            | "rural"
            | "greater"
            | "north"
            | "south"
            | "east"
            | "west"
            | "mainland"
            | "southeast"
            | "northeast"
            | "southwest"
            | "northwest"
            | "coastal"
            | "metropolitan"
            | "metro"
            | "suburban"
    )
}

pub fn is_title(word: &str) -> bool {
    matches!(
        word,
        "Mr" | "Mrs"
            | "Ms"
            | "Miss"
            | "Dr"
            | "Drs"
            | "Messrs"
            | "Sir"
            | "Lady"
            | "Lord"
            | "Prof"
            | "Professor"
            | "Judge"
            | "Justice"
            | "Rev"
            | "Reverend"
            | "Pastor"
            | "Father"
            | "Sister"
            | "Brother"
            | "Bishop"
            | "Archbishop"
            | "Cardinal"
            | "Rabbi"
            | "Imam"
            | "Pope"
            | "King"
            | "Queen"
            | "Prince"
            | "Princess"
            | "Duke"
            | "Sgt"
            | "Sergeant"
            | "Lt"
            | "Lieutenant"
            | "Capt"
            | "Captain"
            | "Cpl"
            | "Col"
            | "Colonel"
            | "Maj"
            | "Major"
            | "Gen"
            | "Gens"
            | "General"
            | "Adm"
            | "Admiral"
            | "Officer"
            | "Detective"
            | "Det"
            | "Deputy"
            | "Sheriff"
            | "Chief"
            | "Coach"
            | "Sen"
            | "Sens"
            | "Senator"
            | "Rep"
            | "Reps"
            | "Representative"
            | "Congressman"
            | "Congresswoman"
            | "Gov"
            | "Govs"
            | "Governor"
            | "President"
            | "Mayor"
            | "Councilman"
            | "Councilwoman"
            | "Commissioner"
            | "Superintendent"
            | "Principal"
            | "Director"
            | "Chairman"
            | "Secretary"
            | "Minister"
            | "Premier"
            | "Chancellor"
            | "Attorney"
            | "Ambassador"
            | "Herr"
            | "Frau"
            | "Señor"
            | "Monsieur"
            | "Madame"
            | "Alderman"
            | "Pvt"
            | "Spc"
            | "Trooper"
            | "Saint"
            | "Uncle"
            | "Aunt"
    )
}

pub fn is_organisation_head(word: &str) -> bool {
    matches!(
        word,
        "University"
            | "College"
            | "Institute"
            | "Institution"
            | "School"
            | "Schools"
            | "Academy"
            | "Hospital"
            | "Clinic"
            | "Church"
            | "Cathedral"
            | "Bank"
            | "Airlines"
            | "Airways"
            | "Air"
            | "Company"
            | "Co"
            | "Corp"
            | "Corporation"
            | "Inc"
            | "Ltd"
            | "LLC"
            | "LLP"
            | "PLC"
            | "AG"
            | "Group"
            | "News"
            | "Press"
            | "Star"
            | "Register"
            | "Sun"
            | "Mail"
            | "Standard"
            | "Review"
            | "Record"
            | "Magazine"
            | "Today"
            | "Daily"
            | "Foundation"
            | "Museum"
            | "Theater"
            | "Theatre"
            | "Hotel"
            | "Inn"
            | "Club"
            | "United"
            | "Rovers"
            | "Wanderers"
            | "FC"
            | "Athletic"
            | "Library"
            | "Orchestra"
            | "Opera"
            | "Symphony"
            | "Ballet"
            | "Stadium"
            | "Arena"
            | "Airport"
            | "Center"
            | "Centre"
            | "Mall"
            | "Park"
            | "Bridge"
            | "Tower"
            | "Hall"
            | "Act"
            | "Accord"
            | "Accords"
            | "Agreement"
            | "Treaty"
            | "Protocol"
            | "Convention"
            | "Declaration"
            | "Cup"
            | "Open"
            | "Marathon"
            | "Tech"
            | "State"
            | "High"
            | "Elementary"
            | "Middle"
            | "Community"
            | "Memorial"
            | "Medical"
            | "Methodist"
            | "Baptist"
            | "Presbyterian"
            | "Lutheran"
            | "Catholic"
            | "Association"
            | "Society"
            | "League"
            | "Conference"
            | "Festival"
            | "Exchange"
            | "Electric"
            | "Motors"
            | "Oil"
            | "Energy"
            | "Broadcasting"
            | "Partners"
            | "Associates"
            | "Capital"
            | "Insurance"
            | "Life"
            | "Mutual"
            | "Trust"
            | "Fund"
            | "Power"
            | "Steel"
            | "Brewing"
            | "Records"
            | "House"
            | "Hill"
            | "Field"
            | "Creek"
            | "River"
            | "Lake"
            | "Mountain"
            | "Mountains"
            | "Valley"
            | "Bay"
            | "Beach"
            | "Plaza"
            | "Square"
            | "Cemetery"
            | "Chapel"
            | "Castle"
            | "Palace"
            | "Prison"
            | "Zoo"
            | "Farm"
            | "Farms"
            | "Speedway"
            | "Raceway"
            | "Golf"
            | "Country"
            | "Place"
    )
}

fn is_office(word: &str) -> bool {
    matches!(
        word,
        "Mayor"
            | "Gov"
            | "Governor"
            | "Sen"
            | "Sens"
            | "Senator"
            | "Rep"
            | "Reps"
            | "Police"
            | "Fire"
            | "Sheriff"
            | "Council"
            | "Councilman"
            | "City"
            | "County"
            | "Town"
            | "Township"
            | "President"
            | "Prime"
            | "Premier"
            | "Minister"
            | "Foreign"
            | "Defense"
            | "Defence"
            | "Interior"
            | "Finance"
            | "Health"
            | "Government"
            | "Parliament"
            | "Senate"
            | "Legislature"
            | "Supreme"
            | "Court"
            | "Attorney"
            | "Department"
            | "Democrat"
            | "Democrats"
            | "Republican"
            | "Republicans"
            | "Democratic"
            | "Ambassador"
            | "Embassy"
            | "Army"
            | "Navy"
            | "Secretary"
            | "Province"
            | "District"
            | "Region"
            | "Coast"
            | "Superintendent"
            | "Public"
            | "Board"
            | "Commission"
            | "Congressman"
            | "Representative"
            | "Island"
            | "Islands"
            | "Ministry"
            | "National"
            | "Vice"
            | "Deputy"
            | "Chamber"
            | "Regional"
            | "Municipal"
            | "Circuit"
            | "Chancellor"
            | "King"
            | "Queen"
            | "Prince"
            | "Federal"
            | "Criminal"
            | "Highway"
            | "Division"
            | "Bureau"
            | "Office"
            | "General"
            | "House"
            | "Chief"
            | "Crown"
            | "Parish"
            | "Sen."
            | "Metropolitan"
    )
}

fn is_part_after(word: &str) -> bool {
    matches!(
        word,
        "residents"
            | "resident"
            | "area"
            | "areas"
            | "police"
            | "officials"
            | "authorities"
            | "government"
            | "man"
            | "woman"
            | "native"
            | "mayor"
            | "suburb"
            | "suburbs"
            | "neighborhood"
            | "neighbourhood"
            | "region"
            | "province"
            | "state"
            | "city"
            | "border"
            | "district"
            | "people"
            | "town"
            | "village"
            | "county"
            | "court"
            | "airport"
            | "firefighters"
            | "prefecture"
            | "governor"
            | "lawmakers"
            | "voters"
            | "home"
            | "couple"
            | "community"
            | "teenager"
            | "family"
            | "attorney"
            | "lawyer"
            | "coast"
            | "schools"
            | "metro"
            | "office"
            | "hospital"
            | "time"
            | "peninsula"
    )
}

fn is_saying(word: &str) -> bool {
    matches!(
        word,
        "said"
            | "says"
            | "told"
            | "added"
            | "asked"
            | "wrote"
            | "recalled"
            | "explained"
            | "noted"
            | "replied"
            | "testified"
            | "argued"
            | "joked"
            | "thinks"
            | "thought"
            | "believes"
            | "admitted"
            | "continued"
            | "acknowledged"
            | "who"
            | "whose"
            | "sagte"
            | "dijo"
            | "scored"
            | "hit"
            | "threw"
    )
}

/// Whether a demonym between these two words names a language.
pub fn is_language(before: &str, after: &str) -> bool {
    let ends_there = matches!(
        after,
        "" | "and"
            | "or"
            | "to"
            | "on"
            | "at"
            | "with"
            | "by"
            | "for"
            | "but"
            | "as"
            | "when"
            | "that"
            | "before"
            | "after"
            | "because"
            | "is"
            | "was"
            | "are"
            | "were"
            | "from"
            | "during"
            | "while"
            | "since"
            | "about"
            | "if"
            | "rather"
            | "instead"
            | "than"
            | "only"
            | "so"
            | "well"
            | "fluently"
    );
    match (before, after) {
        (
            _,
            "language" | "languages" | "speaking" | "language-speaking" | "speaker" | "speakers" | "dialect"
            | "translation" | "lessons" | "proficiency",
        ) => true,
        ("speak" | "speaks" | "speaking" | "spoke" | "spoken" | "fluent" | "broken", _) => true,
        (
            "in" | "In" | "into" | "learn" | "learned" | "learning" | "teach" | "teaches" | "taught" | "teaching"
            | "study" | "studied" | "through",
            _,
        ) => ends_there,
        _ => false,
    }
}

/// Whether what follows names a ship or a storm, whatever place it is called after.
pub fn is_ship_or_storm(word: &str) -> bool {
    matches!(word, "USS" | "HMS" | "HMAS" | "Hurricane" | "Typhoon" | "Cyclone")
}

/// Whether what follows names a fort, a mountain or a water, which can bear the name of a town elsewhere.
pub fn is_landmark(word: &str) -> bool {
    matches!(word, "Camp" | "Fort" | "Ft" | "Lake" | "Mount" | "Mt")
}

/// Whether a word joins the last two names of a list.
pub fn joins(word: &str) -> bool {
    matches!(word, "and" | "or" | "und" | "oder" | "sowie" | "et" | "ou" | "y" | "e" | "o")
}

/// Whether a word is a point of the compass or the middle in French, Spanish, Italian or Portuguese: regions of a few countries
/// bear it as their name.
pub fn is_compass(word: &str) -> bool {
    matches!(
        word,
        "Nord"
            | "Sud"
            | "Est"
            | "Ouest"
            | "Nord-Est"
            | "Nord-Ouest"
            | "Sud-Est"
            | "Sud-Ouest"
            | "Norte"
            | "Sur"
            | "Este"
            | "Oeste"
            | "Sul"
            | "Ovest"
            | "Centre"
            | "Centro"
    )
}

/// Whether a word makes a landscape of the name before it, which need not be a town's.
pub fn is_landscape(word: &str) -> bool {
    matches!(word, "Park" | "Valley" | "Township" | "Delta" | "Forest" | "Square" | "Bay" | "Canyon" | "Glacier")
}

/// What "National" makes of it.
pub fn is_wild(word: &str) -> bool {
    matches!(word, "Park" | "Forest" | "Monument" | "Seashore" | "Lakeshore" | "Wildlife" | "Grassland")
}

/// Two capitals before a name that are no initials: clubs and offices.
pub fn is_club(word: &str) -> bool {
    matches!(word, "FC" | "AC" | "AS" | "SC" | "SV" | "RB" | "TV" | "PM" | "MP" | "AP" | "PA" | "IS")
}

/// Whether a state's abbreviation is one without its town, too: "Ore.", "Wash.", "Del." and "Miss." are words and titles.
pub fn is_state_alone(word: &str) -> bool {
    matches!(
        word,
        "Ala"
            | "Ariz"
            | "Ark"
            | "Calif"
            | "Colo"
            | "Conn"
            | "Fla"
            | "Ga"
            | "Ill"
            | "Ind"
            | "Kan"
            | "Ky"
            | "La"
            | "Md"
            | "Mass"
            | "Mich"
            | "Minn"
            | "Mo"
            | "Mont"
            | "Neb"
            | "Nev"
            | "Okla"
            | "Pa"
            | "Tenn"
            | "Va"
            | "Vt"
            | "Wis"
            | "Wyo"
    )
}

/// What is written behind a name and looks like a state: a doctor's degree is no Maryland.
pub fn is_degree(word: &str) -> bool {
    matches!(word, "M.D" | "M.D.")
}

fn is_newspaper(word: &str) -> bool {
    matches!(
        word,
        "Times"
            | "Post"
            | "Herald"
            | "Tribune"
            | "Journal"
            | "Gazette"
            | "Chronicle"
            | "Globe"
            | "Telegraph"
            | "Observer"
            | "Dispatch"
            | "Examiner"
    )
}
