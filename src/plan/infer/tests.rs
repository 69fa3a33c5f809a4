//! Cases: a table, a column and a type, and the generator that they mean.
//!
//! Must not know: anything but the room's front door. Start reading at [`CASES`].

use std::collections::BTreeSet;

use super::*;
use crate::data::Value;

const INT: LogicalType = LogicalType::Int { bits: 64, unsigned: false };
const SMALL: LogicalType = LogicalType::Int { bits: 16, unsigned: false };
const TEXT: LogicalType = LogicalType::Text { max: None, fixed: false };
const MONEY: LogicalType = LogicalType::Decimal { precision: 10, scale: 2 };
const REAL: LogicalType = LogicalType::Float { bits: 64 };
const BYTES: LogicalType = LogicalType::Bytes { max: None };
const MOMENT: LogicalType = LogicalType::Timestamp { fraction: 0, zoned: false };

const fn chars(max: u32) -> LogicalType {
    LogicalType::Text { max: Some(max), fixed: false }
}

/// Table, column, type, generator.
const CASES: &[(&str, &str, LogicalType, &str)] = &[
    // People.
    ("users", "first_name", chars(45), "first_name"),
    ("users", "firstname", TEXT, "first_name"),
    ("Employees", "LastName", TEXT, "last_name"),
    ("customers", "ContactName", chars(40), "full_name"),
    ("users", "name", TEXT, "full_name"),
    ("people", "name", TEXT, "full_name"),
    ("auth_user", "username", chars(150), "username"),
    ("accounts", "login", TEXT, "username"),
    ("players", "nickname", chars(30), "username"),
    ("posts", "created_by", TEXT, "username"),
    ("users", "emailaddr", TEXT, "email"),
    ("users", "EmailAddress", chars(80), "email"),
    ("users", "e_mail", chars(80), "email"),
    ("users", "gender", chars(10), "gender"),
    ("Employees", "TitleOfCourtesy", TEXT, "name_title"),
    ("Employees", "Title", chars(30), "job_title"),
    ("staff", "job_title", TEXT, "job_title"),
    ("staff", "department", TEXT, "department"),
    ("users", "age", INT, "age"),
    ("users", "mobilePhone", TEXT, "phone"),
    ("users", "fax", chars(24), "phone"),
    ("users", "bio", TEXT, "paragraph"),
    ("users", "password", TEXT, "password"),
    ("users", "password_hash", TEXT, "password_hash"),
    ("users", "pk", chars(30), "slug"),
    ("compound", "pk2", chars(30), "slug"),
    ("event", "euser", TEXT, "username"),
    ("event", "ecomment", TEXT, "sentence"),
    ("letters", "eprice", TEXT, "sentence"),
    ("uploads", "us_sha1", chars(31), "token"),
    ("uploads", "us_sha1", TEXT, "hex"),
    ("formulas", "tex", TEXT, "values"),
    ("things", "complex_array", TEXT, "json_array"),
    // Places.
    ("countries", "currency", chars(3), "country_currency"),
    ("address", "city", chars(50), "city"),
    ("cities", "name", TEXT, "city"),
    ("countries", "name", TEXT, "country"),
    ("countries", "code", chars(2), "country_code"),
    ("countries", "code", chars(3), "country_code3"),
    ("address", "postalcode", TEXT, "postcode"),
    ("address", "zip", chars(10), "postcode"),
    ("address", "address2", chars(50), "address_line2"),
    ("address", "line1", chars(255), "street_address"),
    ("address", "district", chars(20), "region"),
    ("places", "lat", REAL, "latitude"),
    ("places", "longitude", MONEY, "longitude"),
    ("users", "time_zone", TEXT, "time_zone"),
    ("users", "timezone", chars(40), "time_zone"),
    ("languages", "name", chars(20), "language_name"),
    ("users", "language", chars(5), "language_code"),
    ("users", "locale", TEXT, "locale_code"),
    ("orders", "ship_country", TEXT, "country"),
    // Trade.
    ("companies", "name", TEXT, "company"),
    ("suppliers", "CompanyName", TEXT, "company"),
    ("products", "name", TEXT, "product_name"),
    ("categories", "name", TEXT, "product_category"),
    ("products", "sku", TEXT, "sku"),
    ("products", "barcode", chars(13), "ean"),
    ("books", "isbn", chars(13), "isbn"),
    ("products", "price", MONEY, "price"),
    ("products", "price", INT, "integer"),
    ("order_items", "quantity", SMALL, "quantity"),
    ("order_details", "discount", REAL, "discount"),
    ("orders", "status", TEXT, "order_status"),
    ("orders", "currency", chars(3), "currency_code"),
    ("accounts", "iban", TEXT, "iban"),
    ("orders", "total_amount", MONEY, "amount"),
    ("films", "rating", REAL, "rating"),
    // Works and files.
    ("film", "title", chars(255), "title"),
    ("tracks", "artist", TEXT, "full_name"),
    ("genres", "name", TEXT, "genre"),
    ("tracks", "genre", TEXT, "genre"),
    ("albums", "name", TEXT, "title"),
    ("files", "name", TEXT, "file_name"),
    ("files", "path", TEXT, "file_path"),
    ("files", "size", INT, "file_size"),
    ("files", "extension", TEXT, "file_extension"),
    ("files", "mime_type", TEXT, "mime_type"),
    ("film", "release_year", SMALL, "year"),
    ("labels", "color", chars(7), "color_hex"),
    ("cars", "color", TEXT, "color_name"),
    ("roles", "name", TEXT, "role"),
    ("permissions", "name", TEXT, "permission"),
    ("tags", "name", TEXT, "tag"),
    // Networks.
    ("sites", "url", TEXT, "url"),
    ("users", "avatar", TEXT, "url"),
    ("users", "homepage", TEXT, "url"),
    ("logins", "ip", TEXT, "ip_address"),
    ("logins", "ip4", TEXT, "ipv4"),
    ("devices", "MACAddress", TEXT, "mac_address"),
    ("servers", "hostname", TEXT, "hostname"),
    ("servers", "port", INT, "port"),
    ("logins", "user_agent", TEXT, "user_agent"),
    ("requests", "http_status", SMALL, "http_status"),
    ("requests", "request_method", TEXT, "http_method"),
    // Secrets.
    ("files", "sha256", chars(64), "hex"),
    ("files", "md5", chars(32), "hex"),
    ("files", "checksum", TEXT, "hex"),
    ("sessions", "access_token", TEXT, "token"),
    ("users", "api_key", TEXT, "token"),
    ("users", "uuid", chars(36), "uuid"),
    ("users", "external_id", TEXT, "uuid"),
    ("users", "salt", BYTES, "bytes"),
    ("certs", "certificate", TEXT, "token"),
    // Programs.
    ("runs", "status", TEXT, "status"),
    ("items", "type", TEXT, "type_word"),
    ("tickets", "priority", TEXT, "priority"),
    ("logs", "log_level", TEXT, "log_level"),
    ("apps", "version", TEXT, "version"),
    ("builds", "commit_sha", TEXT, "git_sha"),
    ("posts", "slug", TEXT, "slug"),
    ("events", "event_type", TEXT, "event_name"),
    ("devices", "serial_number", TEXT, "serial_number"),
    ("users", "settings", TEXT, "json"),
    ("jobs", "payload", LogicalType::Json, "json"),
    ("rooms", "metadata_json", TEXT, "json"),
    ("things", "name", TEXT, "words"),
    // Prose.
    ("posts", "body", TEXT, "paragraph"),
    ("posts", "html", TEXT, "html"),
    ("repos", "readme", TEXT, "markdown"),
    ("film", "description", chars(100), "sentence"),
    ("mails", "subject", TEXT, "title"),
    ("jobs", "error_message", TEXT, "sentence"),
    // Numbers.
    ("posts", "view_count", INT, "small_count"),
    ("posts", "num_likes", INT, "small_count"),
    ("menu", "sort_order", INT, "sort_order"),
    ("menu", "position", INT, "sort_order"),
    ("calls", "duration", INT, "duration_seconds"),
    ("runs", "progress", INT, "percentage"),
    ("films", "year", INT, "year"),
    ("shifts", "month", SMALL, "month"),
    ("shifts", "day_of_week", SMALL, "weekday"),
    ("items", "flags", INT, "bit_flags"),
    ("items", "status", SMALL, "integer"),
    ("users", "is_admin", INT, "boolean"),
    ("users", "enabled", SMALL, "boolean"),
    ("users", "deleted", INT, "boolean"),
    ("users", "has_car", INT, "boolean"),
    ("users", "active", chars(1), "values"),
    ("users", "active", LogicalType::Bool, "boolean"),
    // Times.
    ("users", "createdAt", MOMENT, "timestamp"),
    ("users", "created_at", INT, "timestamp"),
    ("users", "created", TEXT, "timestamp"),
    ("files", "mtime", INT, "timestamp"),
    ("files", "timestamp_ms", INT, "timestamp"),
    ("tokens", "expires_at", INT, "timestamp_future"),
    ("tokens", "expiry_date", LogicalType::Date, "timestamp_future"),
    ("people", "birth_date", LogicalType::Date, "birth_date"),
    ("people", "dob", LogicalType::Date, "birth_date"),
    ("shops", "opening", LogicalType::Time { fraction: 0 }, "time"),
    ("jobs", "next_run_at", MOMENT, "timestamp_future"),
    // What only looks like a word that means something.
    ("bookings", "hotel", TEXT, "company"),
    ("orders", "package", chars(20), "values"),
    ("orders", "zip", TEXT, "postcode"),
    ("machines", "state", TEXT, "status"),
    ("items", "email", INT, "integer"),
    ("items", "city", INT, "integer"),
    ("items", "season", TEXT, "values"),
    ("items", "description", INT, "integer"),
    ("items", "max_speed", INT, "integer"),
    ("tests", "messages_failed", INT, "integer"),
    ("calls", "response_time", INT, "duration_seconds"),
    ("items", "based_on", INT, "integer"),
    ("items", "use_count", INT, "small_count"),
    ("items", "version_minor", INT, "integer"),
    ("items", "id_on", INT, "integer"),
    ("items", "percentage", MONEY, "percentage"),
    ("items", "message", TEXT, "sentence"),
    ("items", "zzyzx", TEXT, "sentence"),
    ("items", "zzyzx", chars(20), "words"),
    ("items", "zzyzx", chars(8), "word"),
    ("items", "zzyzx", BYTES, "bytes"),
    ("items", "zzyzx", MONEY, "amount"),
    ("items", "id", LogicalType::Uuid, "uuid"),
    ("items", "where", LogicalType::Inet, "ip_address"),
];

/// One column of a table with these others.
fn among(table: &str, columns: &[(&str, LogicalType)], column: &str) -> Choice {
    let siblings: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let sibling_types: Vec<LogicalType> =
        columns.iter().map(|(_, logical_type)| logical_type.clone()).collect();
    let at = siblings.iter().position(|&name| name == column).expect("the column is among them");
    infer(&Subject {
        table,
        column,
        comment: None,
        logical_type: &sibling_types[at],
        declared: "",
        nullable: true,
        default: None,
        siblings: &siblings,
        sibling_types: &sibling_types,
    })
}

fn alone(table: &str, column: &str, logical_type: LogicalType) -> Choice {
    among(table, &[(column, logical_type)], column)
}

fn with(column: &str, default: Option<&str>, comment: Option<&str>) -> Choice {
    let types = [TEXT];
    infer(&Subject {
        table: "things",
        column,
        comment,
        logical_type: &TEXT,
        declared: "text",
        nullable: true,
        default,
        siblings: &[column],
        sibling_types: &types,
    })
}

fn text<'c>(choice: &'c Choice, param: &str) -> &'c str {
    choice.params.get(param).and_then(Value::as_text).unwrap_or_default()
}

#[test]
fn columns_mean_what_their_names_say() {
    let wrong: Vec<String> = CASES
        .iter()
        .filter_map(|(table, column, logical_type, generator)| {
            let choice = alone(table, column, logical_type.clone());
            (choice.generator != *generator).then(|| {
                format!("{table}.{column}: {} ({}), not {generator}", choice.generator, choice.reason)
            })
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_type_speaks_for_unknown_names() {
    assert!(alone("items", "zzyzx", TEXT).generic);
    assert!(!alone("items", "email", TEXT).generic);
}

#[test]
fn a_family_is_grouped_by_what_stands_before_it() {
    let prefix = |table, column| alone(table, column, TEXT).prefix;
    assert_eq!(prefix("orders", "ship_city"), "ship");
    assert_eq!(prefix("orders", "ShipPostalCode"), "ship");
    assert_eq!(prefix("orders", "city"), "");
    assert_eq!(prefix("users", "user_email"), "");
    assert_eq!(prefix("customers", "customerFirstName"), "");
    let two = [("user_email", TEXT), ("contact_email", TEXT)];
    assert_eq!(among("users", &two, "contact_email").prefix, "contact");
}

#[test]
fn a_state_beside_a_city_is_a_region() {
    let address = [("street", TEXT), ("city", TEXT), ("state", TEXT), ("zip", TEXT)];
    assert_eq!(among("sites", &address, "state").generator, "state");
    let short = [("city", TEXT), ("state", chars(2))];
    assert_eq!(among("sites", &short, "state").generator, "state_code");
}

#[test]
fn later_times_follow_earlier_ones() {
    let follows = |columns: &[(&str, LogicalType)], column| {
        let choice = among("things", columns, column);
        (choice.generator, text(&choice, "column").to_owned())
    };
    let after = |column: &str| ("timestamp_after", column.to_owned());
    let row = [("created_at", MOMENT), ("updated_at", MOMENT), ("last_login", MOMENT)];
    assert_eq!(follows(&row, "updated_at"), after("created_at"));
    assert_eq!(follows(&row, "last_login"), after("created_at"));
    assert_eq!(follows(&row, "created_at"), ("timestamp", String::new()));
    let rental = [("rental_date", MOMENT), ("return_date", MOMENT), ("last_update", MOMENT)];
    assert_eq!(follows(&rental, "return_date"), after("rental_date"));
    let order = [("OrderDate", MOMENT), ("RequiredDate", MOMENT), ("ShippedDate", MOMENT)];
    assert_eq!(follows(&order, "ShippedDate"), after("OrderDate"));
    let spans = [("start_date", MOMENT), ("valid_from", MOMENT), ("valid_to", MOMENT), ("end_date", MOMENT)];
    assert_eq!(follows(&spans, "valid_to"), after("valid_from"));
    let token = [("issued_at", INT), ("expires_at", INT)];
    assert_eq!(follows(&token, "expires_at"), after("issued_at"));
}

#[test]
fn times_of_different_forms_do_not_read_each_other() {
    let mixed = [("created_at", TEXT), ("updated_at", INT), ("expires_ms", INT)];
    assert_eq!(among("things", &mixed, "updated_at").generator, "timestamp");
    let ms = among("things", &[("created_ms", INT), ("timestamp_ms", INT)], "timestamp_ms");
    assert_eq!(text(&ms, "unit"), "ms");
    assert_eq!(text(&alone("things", "created_date", TEXT), "format"), "date");
    assert_eq!(text(&alone("things", "created_at", chars(30)), "format"), "datetime");
}

#[test]
fn a_total_is_quantity_times_price() {
    let line = [
        ("quantity", INT),
        ("unit_price", MONEY),
        ("discount", REAL),
        ("line_total", MONEY),
        ("tax_total", MONEY),
    ];
    let total = among("order_lines", &line, "line_total");
    assert_eq!(total.generator, "product");
    assert_eq!(text(&total, "quantity"), "quantity");
    assert_eq!(text(&total, "price"), "unit_price");
    assert_eq!(text(&total, "discount"), "discount");
    assert_eq!(among("order_lines", &line, "tax_total").generator, "amount");
    assert_eq!(among("order_lines", &line, "unit_price").generator, "price");
}

#[test]
fn defaults_and_comments_give_meanings_away() {
    assert_eq!(with("zzyzx", Some("'{}'"), None).generator, "json");
    assert_eq!(with("zzyzx", Some("'[]'::text"), None).generator, "json_array");
    assert_eq!(with("zzyzx", Some("'30s'"), None).generator, "pattern");
    assert_eq!(with("zzyzx", Some("'no'"), None).generator, "values");
    assert_eq!(with("zzyzx", Some("'0'"), None).generator, "pattern");
    assert_eq!(with("zzyzx", None, Some("Customer e-mail address")).generator, "email");
    assert!(with("zzyzx", None, Some("the name of a thing that has a long story")).generic);
}

#[test]
fn labels_become_values() {
    let labels = ["red".to_owned(), "green".to_owned()].into();
    let choice = alone("things", "mood", LogicalType::Enum { labels });
    assert_eq!(choice.generator, "values");
    assert!(matches!(choice.params.get("values"), Some(Value::List(values)) if values.len() == 2));
}

#[test]
fn integers_stay_within_their_type() {
    let narrow = LogicalType::Int { bits: 8, unsigned: false };
    let most = |choice: &Choice| choice.params.get("max").and_then(Value::as_int);
    assert_eq!(most(&alone("items", "zzyzx", narrow.clone())), Some(127));
    assert_eq!(most(&alone("items", "size", narrow.clone())), Some(127));
    assert_ne!(alone("items", "year", narrow).generator, "year");
}

#[test]
fn texts_stay_within_their_column() {
    let token = alone("sessions", "token", chars(20));
    assert!(token.params.get("length").and_then(Value::as_int).is_some_and(|length| length <= 20));
    assert_ne!(alone("orders", "payment_status", chars(4)).generator, "values");
    assert_eq!(text(&alone("things", "reference", chars(5)), "pattern").len(), 4);
}

#[test]
fn text_that_is_declared_as_a_document_gets_one() {
    let types = [TEXT];
    let subject = Subject {
        table: "things",
        column: "zzyzx",
        comment: None,
        logical_type: &TEXT,
        declared: "JSON",
        nullable: true,
        default: None,
        siblings: &["zzyzx"],
        sibling_types: &types,
    };
    assert_eq!(infer(&subject).generator, "json");
}

#[test]
fn names_are_cut_into_words() {
    let cut = |name: &str| tokens::split(name).join(" ");
    assert_eq!(cut("ContactName"), "contact name");
    assert_eq!(cut("HTTPStatusCode"), "http status code");
    assert_eq!(cut("userIDs"), "user ids");
    assert_eq!(cut("postal-code"), "postal code");
    assert_eq!(cut("ip4"), "ip 4");
    assert_eq!(cut("lastupdatedby"), "last updated by");
    assert_eq!(cut("CUSTOMERNAME"), "customer name");
    for whole in
        ["hotel", "package", "message", "percentage", "update", "membership", "support", "relationship"]
    {
        assert_eq!(cut(whole), whole);
    }
}

/// Tokens of a pattern that the cutting of names would never produce can never match.
#[test]
fn every_pattern_can_match() {
    let patterns = rules::TABLES.iter().flat_map(|table| table.iter()).flat_map(|rule| rule.names.split('|'));
    let dead: Vec<&str> = patterns.filter(|words| tokens::split(words).join(" ") != **words).collect();
    assert!(dead.is_empty(), "{dead:?}");
}

#[test]
fn rules_use_the_agreed_generators() {
    let agreed: BTreeSet<&str> = AGREED.split_whitespace().collect();
    let used = rules::TABLES.iter().flat_map(|table| table.iter()).map(|rule| rule.generator);
    let strange: BTreeSet<&str> = used.filter(|name| !agreed.contains(name)).collect();
    assert!(strange.is_empty(), "{strange:?}");
}

const AGREED: &str = "first_name last_name full_name email username gender name_title job_title birth_date age
    password_hash phone street_address building_number address_line2 city state state_code postcode country
    country_code country_code3 country_currency latitude longitude time_zone region address url domain hostname ip_address ipv4 ipv6
    cidr mac_address user_agent mime_type http_method http_status port slug token hex password company department
    product_name product_category brand material sku ean isbn price quantity discount rating payment_method
    order_status amount currency_code currency_name currency_symbol iban bic credit_card account_number tax_id word
    words sentence paragraph title text tag html markdown language_code language_name locale_code timestamp date time
    timestamp_after timestamp_future duration_seconds year month day_of_month weekday hour uuid code version git_sha
    serial_number integer decimal float boolean percentage sort_order small_count product copy json json_array
    file_name file_path file_extension file_size color_name color_hex wkt_point bytes bic status type_word role
    priority log_level event_name permission genre bit_flags pattern template values constant sequence";

#[test]
fn reads_never_form_a_cycle() {
    let names =
        ["created", "updated", "start", "end", "due", "expires", "modified", "closed", "opened", "last_seen"];
    let times: Vec<(&str, LogicalType)> = names.iter().map(|&name| (name, MOMENT)).collect();
    let readers = |name: &str| text(&among("things", &times, name), "column").to_owned();
    for name in names {
        let read = readers(name);
        assert!(read.is_empty() || readers(&read).is_empty(), "{name} reads {read}, which reads on");
    }
}
