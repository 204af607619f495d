//! `51.5,-0.1,50km` in, a circle on the globe out.

/// Kilometres of a mile.
const MILE_KM: f64 = 1.609_344;
/// Half the globe's girth: nothing is farther.
const FARTHEST_KM: f64 = 20_040.0;

/// A circle as it was asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Circle<'v> {
    pub centre: Centre<'v>,
    pub km: f64,
}

/// What the circle is drawn around.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Centre<'v> {
    /// Degrees north and east.
    Point(f64, f64),
    /// A place of the index, by name.
    Place(&'v str),
}

/// What a circle looks like, for whoever wrote something else.
pub const CIRCLES: &str = "circles are `51.5,-0.1,50km` (degrees north, degrees east, radius) and `Kyiv,30mi`";

/// Reads a circle; `None` when it is none.
pub fn circle(typed: &str) -> Option<Circle<'_>> {
    let (centre, radius) = typed.rsplit_once(',')?;
    let km = kilometres(radius.trim())?;
    let point = centre.split_once(',').and_then(|(lat, lon)| Some((degrees(lat, 90.0)?, degrees(lon, 180.0)?)));
    let centre = match point {
        Some((lat, lon)) => Centre::Point(lat, lon),
        // Two numbers are a point, or a slip; no place is called so.
        None if !centre.contains(char::is_alphabetic) => return None,
        None => Centre::Place(centre.trim()),
    };
    Some(Circle { centre, km })
}

fn degrees(text: &str, most: f64) -> Option<f64> {
    text.trim().parse().ok().filter(|degrees: &f64| degrees.abs() <= most)
}

/// `50km`, `50 km`, `30mi`, or just a number of kilometres.
fn kilometres(text: &str) -> Option<f64> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match text[digits.len()..].to_ascii_lowercase().as_str() {
        "" | "km" => 1.0,
        "mi" | "mile" | "miles" => MILE_KM,
        _ => return None,
    };
    let km = digits.trim().parse::<f64>().ok()? * unit;
    (0.0..=FARTHEST_KM).contains(&km).then_some(km)
}

/// Along the great circle, by the haversine formula.
pub fn distance_km(a: (f64, f64), b: (f64, f64)) -> f64 {
    const EARTH_RADIUS_KM: f64 = 6371.0;
    let (lat, lon) = ((b.0 - a.0).to_radians(), (b.1 - a.1).to_radians());
    let squares =
        (lat / 2.0).sin().powi(2) + a.0.to_radians().cos() * b.0.to_radians().cos() * (lon / 2.0).sin().powi(2);
    2.0 * EARTH_RADIUS_KM * squares.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles() {
        let check = |typed: &str, centre, km: f64| {
            let found = circle(typed).unwrap_or_else(|| panic!("{typed}"));
            assert!(found.centre == centre && (found.km - km).abs() < 1e-6, "{typed}: {found:?}");
        };
        check("51.5,-0.1,50km", Centre::Point(51.5, -0.1), 50.0);
        check(" -33.9 , 151.2 , 10 ", Centre::Point(-33.9, 151.2), 10.0);
        check("51.5,-0.1,10 mi", Centre::Point(51.5, -0.1), 16.09344);
        check("Kyiv,30km", Centre::Place("Kyiv"), 30.0);
        check("Paris, Texas, 30km", Centre::Place("Paris, Texas"), 30.0);
        for wrong in
            ["", "Kyiv", "51.5,-0.1", "91,0,5km", "0,181,5km", "1,2,-5km", "1,2,5 feet", "1,2,NaN", "1,2,99999", "é,é"]
        {
            assert_eq!(circle(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn distances() {
        let (london, paris, auckland) = ((51.5074, -0.1278), (48.8566, 2.3522), (-36.85, 174.76));
        for (a, b, km) in [(london, paris, 343.6), (london, auckland, 18_340.0), (paris, paris, 0.0)] {
            assert!((distance_km(a, b) - km).abs() < km * 0.005 + 0.001, "{a:?} {b:?} {}", distance_km(a, b));
        }
    }
}
