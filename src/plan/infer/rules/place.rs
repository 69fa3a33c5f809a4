//! Places: addresses, regions, coordinates, languages and zones.
//!
//! Must not know: other fields of life. Start reading at [`RULES`].

use super::super::rule::{BYTES, FRACTION, INT, Rule, TEXT, end, whole};

const ADDRESS: &str = "city|zip|postal|postcode|country|street|county|zipcode|town";

pub(super) static RULES: &[Rule] = &[
    end("airport|iata|iata code|airport code|station code|airport iata", TEXT, "code")
        .with("pattern=AAA")
        .upto(4),
    end("icao|icao code", TEXT, "code").with("pattern=AAAA"),
    end(
        "city|town|municipality|village|locality|city name|town name|suburb|place of birth|birth place",
        TEXT,
        "city",
    ),
    end("name", TEXT, "city").of("city|town|municipality|village|place|location|venue|station|site|branch"),
    end(
        "home town|hometown|airport|destination city|origin city|headquarters|warehouse|port name",
        TEXT,
        "city",
    ),
    end("location", TEXT, "city"),
    end("birthplace|birth city|venue|office location|place", TEXT, "city"),
    end(
        "state|province|state province|state name|province name|federal state|prefecture|canton",
        TEXT,
        "state",
    )
    .near(ADDRESS),
    end("state province|province|prefecture|canton|province name|state name", TEXT, "state"),
    end("name", TEXT, "state").of("state|province|county|prefecture"),
    end("state|state province|state code|province code|province", TEXT, "state_code").near(ADDRESS).upto(3),
    end("state code|province code|state abbreviation|state abbr", TEXT, "state_code"),
    end("code|abbreviation|abbr", TEXT, "state_code").of("state|province"),
    end(
        "region|district|territory|area|region name|county|neighborhood|neighbourhood|borough",
        TEXT,
        "region",
    ),
    end(
        "region description|territory description|sector|zone|quarter|territory name|district name",
        TEXT,
        "region",
    ),
    end("name|description", TEXT, "region")
        .of("region|district|territory|area|zone|sector|continent|neighborhood"),
    end("continent", TEXT, "values").with("values=Africa|Asia|Europe|North+America|South+America|Oceania"),
    end("country|country name|nation|country region|land", TEXT, "country"),
    end("name|printable name|official name|short name|common name", TEXT, "country").of("country|nation"),
    end("country|country code|nation|country iso|country iso code|iso country", TEXT, "country_code").upto(2),
    end(
        "country code|country iso|iso country code|country code 2|iso 2|alpha 2|a 2|iso 2 code",
        TEXT,
        "country_code",
    ),
    end("code|iso code|iso|abbreviation", TEXT, "country_code").of("country|nation"),
    end("iso 3166 1 a 2|country alpha 2|iso 3166 1", TEXT, "country_code"),
    end("country|country code|country iso", TEXT, "country_code3").from(3).upto(3),
    end("iso 3166 1 a 3|alpha 3|country code 3|iso 3|iso 3 code|country alpha 3", TEXT, "country_code3"),
    end("code|iso code|iso", TEXT, "country_code3").of("country|nation").from(3).upto(3),
    end("iso 3166 1 numeric|country numeric code|country num", TEXT, "code").with("pattern=000"),
    end(
        "postcode|post code|postal code|postalcode|zip|zip code|zipcode|postal|plz|zip postal code",
        TEXT,
        "postcode",
    ),
    end("postal zip|pin code|pincode|postnr|post no|eircode|cep", TEXT, "postcode"),
    end("zip|zip code|zipcode|postcode|postal code|plz", INT, "integer").with("min=10000 max=99999"),
    end(
        "street|street name|street address|address line|address line 1|address 1|addr 1|line 1",
        TEXT,
        "street_address",
    ),
    end(
        "street 1|street line|address street|road|thoroughfare|street line 1|streetaddress",
        TEXT,
        "street_address",
    ),
    whole("line", TEXT, "street_address").near(ADDRESS),
    end(
        "address line 2|address 2|addr 2|line 2|street 2|apartment|suite|address line 3|line 3",
        TEXT,
        "address_line2",
    ),
    end(
        "address 3|address 4|line 4|street 3|address b|address c|apt|unit number|address suffix",
        TEXT,
        "address_line2",
    ),
    end("street number|house number|building number|house no|street no|house", TEXT, "building_number"),
    end("po box|post box|private bag|postbox", TEXT, "values")
        .with("values=PO+Box+12|PO+Box+340|PO+Box+1077|PO+Box+58"),
    end(
        "building|building name|floor|block name|room|room number|room no|room name",
        TEXT,
        "building_number",
    ),
    end("address|addr|street|mailing address|residence", TEXT, "street_address")
        .near("city|zip|postcode|postal|country|zipcode|town|phone"),
    end("ship address|shipping address|billing address|home address|delivery address", TEXT, "address"),
    end(
        "mailing address|postal address|full address|work address|office address|formatted address",
        TEXT,
        "address",
    ),
    end("address", TEXT, "address"),
    end("latitude|lat|geo lat|gps lat", FRACTION, "latitude"),
    end("longitude|lon|lng|long|geo lon|gps lng", FRACTION, "longitude"),
    end("latitude|lat", INT, "integer").with("min=-900000000 max=900000000"),
    end("longitude|lon|lng", INT, "integer").with("min=-1800000000 max=1800000000"),
    end("latitude|lat|longitude|lon|lng", TEXT, "pattern").with("pattern=-?[1-8][0-9]\\.[0-9]{4}"),
    end("coordinates|coordinate|geo point|wkt|lat lng|lat lon|geolocation|gps", TEXT, "wkt_point"),
    end("geom|geometry|the geom|shape", TEXT, "wkt_point"),
    whole("geometry type name|geometry type", TEXT, "values").with("values=POINT|LINESTRING|POLYGON"),
    end("timezone|time zone|tz|tz name|zone info|time zone name|olson name", TEXT, "time_zone"),
    end("name", TEXT, "time_zone").of("timezone"),
    end(
        "timezone offset|time zone offset|utc offset|tz offset|gmt offset|timezone|time zone|tz",
        INT,
        "integer",
    )
    .with("min=-720 max=840 step=30"),
    end("language|language name|lang name|mother tongue", TEXT, "language_name").from(12),
    end("name|display name", TEXT, "language_name").of("language|lang"),
    end(
        "language|lang|language code|lang code|iso lang|iso 639|iso 639 1|default language",
        TEXT,
        "language_code",
    ),
    end("code|iso code", TEXT, "language_code").of("language|lang"),
    end(
        "locale|locale code|culture|locale name|language tag|document locale|lang locale|lcid",
        TEXT,
        "locale_code",
    ),
    end("name|code", TEXT, "locale_code").of("locale|culture"),
    end("lang|language", BYTES, "bytes"),
    end("altitude|elevation|elevation meters|elev", INT, "integer").with("min=0 max=4000"),
    end("altitude|elevation|elev", FRACTION, "decimal").with("min=0 max=4000"),
    end("heading|bearing|azimuth|rotation|angle|orientation angle", INT, "integer").with("min=0 max=359"),
];
