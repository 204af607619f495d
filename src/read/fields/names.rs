//! What the fields of a record are called: tables that were collected, and no rule.

/// Our field, then what others call it, most telling first. Names are compared without case, `_`, `-`, spaces and the signs of
/// `Autor/in` and `Autor:in`; a name with a dot stands inside one of [`CONTAINERS`]. Collected from news-please, NewsAPI,
/// newspaper3k, trafilatura, webhose, schema.org, WordPress, JSON Feed, AllSides, CommonCrawl exports, Chronicling America and the
/// NYT and Guardian services, and the data sets of Media Cloud, HuffPost, XSum, Fundus and OSCAR; last, what spreadsheets of other languages put above their columns.
#[rustfmt::skip]
pub const DEFAULT_NAMES: &[(&str, &[&str])] = &[
    ("title", &["title", "headline", "articletitle", "headlinemain", "webtitle", "headlines", "name", "subject", "hed", "hl", "fields.headline",
        "linktext", "titel", "überschrift", "ueberschrift", "schlagzeile", "titre", "título", "titulo", "titular", "titolo", "kop"]),
    ("text", &["text", "content", "body", "maintext", "articlebody", "fulltext", "contenttext", "articletext", "plaintext", "bodytext", "textbody", "storytext", "story", "article",
        "contenthtml", "bodyxhtml", "bodyhtml", "bodies", "html", "rawtext", "fields.bodytext", "fields.body", "ocr", "ocreng", "ocrtext",
        "paragraphs", "inhalt", "artikeltext", "volltext", "texte", "contenu", "texto", "contenido", "cuerpo", "testo", "tekst", "inhoud", "document", "message",
        "leadparagraph", "description", "summary", "shortdescription", "abstract", "abstractnote", "excerpt", "snippet", "fields.trailtext"]),
    ("date", &["datetime", "date", "datepublish", "datepublished", "published", "publishedat", "publishdate", "publicationdate", "publisheddate", "publishingdate", "pubdate",
        "publishedtime", "publishtime", "publicationtime", "publishedon", "datetimepub", "pubtime", "posted", "postedon", "postedat", "postdate", "dateposted", "releasedate", "firstpublished", "webpublicationdate", "firstcreated", "versioncreated", "displaydate", "publishtimestamp", "publishedtimestamp", "publicationtimestamp", "pubtimestamp", "dateissued", "issuedate", "issued", "dategmt", "created", "createdat", "timestamp", "time", "dt",
        "datum", "erscheinungsdatum", "erschienenam", "erschienen", "veröffentlicht", "veröffentlichtam", "veröffentlichungsdatum", "publikationsdatum",
        "datedepublication", "datepublication", "datedeparution", "dateparution", "fecha", "fechadepublicación", "fechadepublicacion", "fechapublicación",
        "fechapublicacion", "datadipubblicazione", "datadepublicação", "datapublikacji", "data", "dato", "tarih", "tanggal", "дата", "датапубликации",
        "发布日期", "发布时间", "發布日期", "發布時間", "出版日期", "日期", "掲載日", "公開日", "発行日", "日付", "발행일", "날짜", "تاريخالنشر", "التاريخ", "تاريخ"]),
    ("byline", &["authors", "embedded.author", "author", "byline", "by", "creator", "creators", "writer", "reporter", "journalist", "fields.byline", "user", "account",
        "autor", "autorin", "autoren", "autorinnen", "verfasser", "verfasserin", "auteur", "auteurs", "autores", "autora", "autore"]),
    ("source", &["source", "sourcename", "sourcehostname", "publication", "publisher", "outlet", "newspaper", "sitename", "site", "sourcedomain", "domain", "hostname", "feed", "provider",
        "infosources", "copyrightholder", "paper", "medianame", "publicationtitle", "containertitle", "pubtitle", "fields.publication", "metadata.og.sitename", "thread.site", "thread.sitefull",
        "quelle", "zeitung", "fuente", "fonte", "bron", "medium", "journal", "medio", "periódico", "periodico", "diario", "jornal", "giornale", "testata", "krant", "sourceurl"]),
    ("section", &["section", "sectionname", "articlesection", "category", "categories", "topic", "topics", "sectionid", "newsdesk", "subjects",
        "thread.sectiontitle", "metadata.article.section", "embedded.wpterm",
        "ressort", "rubrik", "rubrique", "sección", "seccion", "sezione", "rubriek"]),
    ("language", &["language", "lang", "inlanguage", "locale", "metalang",
        "sprache", "langue", "idioma", "lingua", "taal"]),
    ("url", &["url", "link", "canonicalurl", "canonicallink", "weburl", "permalink", "links.permalink", "uri", "sourceurl", "externalurl", "href", "requestedurl",
        "warcheaders.warctargeturi", "meta.warcheaders.warctargeturi", "urlsource", "source"]),
    ("id", &["id", "_id", "articleid", "docid", "guid", "uuid", "identifier", "docno"]),
];

/// The first of the names of a text that is only a part of it; see [`super::rank_of`].
pub const FIRST_SUMMARY: &str = "leadparagraph";

/// Objects in which services put a record's fields beside its own, by path.
#[rustfmt::skip]
pub const CONTAINERS: &[&str] =
    &["fields", "thread", "embedded", "links", "metadata", "metadata.og", "metadata.article", "warcheaders", "meta", "meta.warcheaders"];

/// Objects that tell of the text beside them: what they hold comes behind what the record says itself.
pub const DESCRIPTIONS: &[&str] = &["meta", "metadata", "info", "article", "attributes", "properties", "header"];

/// Words in the names of what stands beside an article and may have a title and a text itself, without the `s` of many.
#[rustfmt::skip]
pub const ASIDES: &[&str] = &[
    "image", "picture", "photo", "thumbnail", "cover", "media", "video", "audio", "gallery", "caption", "embed",
    "author", "creator", "contributor", "editor", "user", "publisher", "related", "recommended", "previous", "next", "parent",
    "similar", "highlight", "translation",
    "comment", "reply", "replies", "ad", "advert", "advertisement", "sponsor", "promo", "teaser", "newsletter", "widget", "sidebar", "footer",
];

/// Words around a name that say nothing more than it does: `News Headline`, `writer_name`, `Publish Date & Time` (guessed).
#[rustfmt::skip]
pub const FILLERS: &[&str] = &[
    "news", "article", "articles", "story", "post", "page", "item", "art", "doc", "name", "text", "full", "main", "raw", "clean", "cleaned",
    "original", "html", "time", "the", "of", "and", "&",
];

/// What programs for tables write where nothing stands.
pub const NOTHINGS: &[&str] = &["NaN", "nan", "null", "NULL", "None", "N/A"];

/// Names of columns of days in languages that put the day before the month, whatever separates them.
#[rustfmt::skip]
pub const DAY_FIRST_NAMES: &[&str] = &[
    "datum", "erscheinungsdatum", "erschienenam", "erschienen", "veröffentlicht", "veröffentlichtam", "veröffentlichungsdatum", "publikationsdatum",
    "datedepublication", "datepublication", "datedeparution", "dateparution", "fecha", "fechadepublicación", "fechadepublicacion", "fechapublicación",
    "fechapublicacion", "datadipubblicazione", "datadepublicação", "datapublikacji",
    "dato", "tarih", "tanggal", "дата", "датапубликации",
];

/// What stands before `year`, `month` and `day` where a date has a column for each.
pub const DATE_PART_PREFIXES: &[&str] = &["", "pub", "publish", "published", "publication", "issue"];

/// Fillers of a name that tell whose day it is: the page of a network is made long before what is posted on it.
pub const OF_ANOTHER_DAY: &[&str] = &["page"];

/// Members that hold the text of an object where a plain string was expected: `{"name": "Jane Doe"}`.
pub const INNER_NAMES: &[&str] = &[
    "name",
    "main",
    "rendered",
    "title",
    "text",
    "value",
    "content",
    "#text",
    "@value",
    "original",
    "label",
    "display_name",
    "displayName",
    "$date",
    "$oid",
    "$numberLong",
];

/// What parts of a name are called, in the order in which it is written.
pub const NAME_PARTS: &[(&str, &str)] =
    &[("first_name", "last_name"), ("firstname", "lastname"), ("firstName", "lastName"), ("given", "family")];
