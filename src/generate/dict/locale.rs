//! The ten locales and what differs between them besides their lists: the order of names and addresses.
//!
//! Must not know: generators. Start reading at [`Locale`].

/// A language together with its home country.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Locale {
    /// English, United States.
    #[default]
    En,
    /// German, Germany.
    De,
    /// French, France.
    Fr,
    /// Spanish, Spain.
    Es,
    /// Portuguese, Portugal.
    Pt,
    /// Italian, Italy.
    It,
    /// Dutch, Netherlands.
    Nl,
    /// Polish, Poland.
    Pl,
    /// Japanese, Japan.
    Ja,
    /// Chinese, China.
    Zh,
}

impl Locale {
    /// All locales.
    pub const ALL: &'static [Self] =
        &[Self::En, Self::De, Self::Fr, Self::Es, Self::Pt, Self::It, Self::Nl, Self::Pl, Self::Ja, Self::Zh];

    /// The locale's name in configurations: its two letters, ISO 639-1.
    pub fn name(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
            Self::Fr => "fr",
            Self::Es => "es",
            Self::Pt => "pt",
            Self::It => "it",
            Self::Nl => "nl",
            Self::Pl => "pl",
            Self::Ja => "ja",
            Self::Zh => "zh",
        }
    }

    /// The locale of a name such as `de`, `de-AT` or `de_DE.UTF-8`; what follows the language is not read.
    pub fn parse(text: &str) -> Option<Self> {
        let language = text.split(['-', '_', '.']).next()?;
        Self::ALL.iter().copied().find(|locale| locale.name().eq_ignore_ascii_case(language))
    }

    /// What this locale takes from English because it has no lists of its own.
    pub fn falls_back(self) -> &'static [&'static str] {
        const ALWAYS: &[&str] = &["company words", "departments", "products", "text", "foreign countries"];
        const JOBS: &[&str] =
            &["company words", "departments", "products", "text", "foreign countries", "job titles"];
        match self {
            Self::En => &[],
            Self::It | Self::Pt | Self::Nl | Self::Ja | Self::Zh => ALWAYS,
            Self::De | Self::Fr | Self::Es | Self::Pl => JOBS,
        }
    }

    /// The home country, ISO 3166-1 alpha-2.
    pub fn country_code(self) -> &'static str {
        match self {
            Self::En => "US",
            Self::De => "DE",
            Self::Fr => "FR",
            Self::Es => "ES",
            Self::Pt => "PT",
            Self::It => "IT",
            Self::Nl => "NL",
            Self::Pl => "PL",
            Self::Ja => "JP",
            Self::Zh => "CN",
        }
    }

    /// The home country's name in its own language.
    pub fn country(self) -> &'static str {
        match self {
            Self::En => "United States",
            Self::De => "Deutschland",
            Self::Fr => "France",
            Self::Es => "España",
            Self::Pt => "Portugal",
            Self::It => "Italia",
            Self::Nl => "Nederland",
            Self::Pl => "Polska",
            Self::Ja => "日本",
            Self::Zh => "中国",
        }
    }

    /// The template of a person's whole name.
    pub fn full_name(self) -> &'static str {
        match self {
            Self::Ja => "{last_name} {first_name}",
            Self::Zh => "{last_name}{first_name}",
            _ => "{first_name} {last_name}",
        }
    }

    /// The template of a street and a house number.
    pub fn street_address(self) -> &'static str {
        match self {
            Self::En => "{int:1:9899} {streets}",
            Self::Fr => "{int:1:199} {streets}",
            Self::Es | Self::Pt | Self::It => "{streets}, {int:1:199}",
            Self::Ja => "{streets}{int:1:9}-{int:1:29}-{int:1:29}",
            Self::Zh => "{streets}{int:1:299}号",
            Self::De | Self::Nl | Self::Pl => "{streets} {int:1:199}",
        }
    }

    /// The template of an address in one line.
    pub fn address(self) -> &'static str {
        match self {
            Self::En => "{int:1:9899} {streets}, {city}, {state_code}, {country_code}",
            Self::Fr => "{int:1:199} {streets}, {city}, {country}",
            Self::Es | Self::Pt | Self::It => "{streets}, {int:1:199}, {city}, {country}",
            Self::Ja => "{country} {state} {city} {streets}{int:1:9}-{int:1:29}-{int:1:29}",
            Self::Zh => "{country} {state} {city} {streets}{int:1:299}号",
            Self::De | Self::Nl | Self::Pl => "{streets} {int:1:199}, {city}, {country}",
        }
    }

    /// The template of a company's name.
    pub fn company(self) -> &'static str {
        match self {
            Self::Ja => "{pick:株式会社|有限会社}{last_names}",
            Self::Zh => "{last_names}{first_names}{company_suffixes}",
            _ => "{company_names} {company_suffixes}",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_parsed_with_and_without_a_country() {
        for &locale in Locale::ALL {
            assert_eq!(Locale::parse(locale.name()), Some(locale));
        }
        assert_eq!(Locale::parse("de_AT.UTF-8"), Some(Locale::De));
        assert_eq!(Locale::parse("PT-br"), Some(Locale::Pt));
        assert_eq!(Locale::parse("xx"), None);
    }
}
