//! PostgreSQL's service file: sections of connection words under a name.

use super::keyword::POSTGRES;
use super::settings::Settings;

/// What a section says; `None` when the file has no such section.
///
/// # Errors
/// A line that is no `word=value`, or a word or value that is none, with the line's number.
pub(super) fn find(text: &str, name: &str) -> Result<Option<Settings>, String> {
    let mut found: Option<Settings> = None;
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(section) = line.strip_prefix('[') {
            if found.is_some() {
                break;
            }
            found = (section.strip_suffix(']') == Some(name)).then(Settings::default);
            continue;
        }
        let Some(settings) = &mut found else { continue };
        let at = |problem: String| format!("line {}: {problem}", at + 1);
        let (word, value) =
            line.split_once('=').ok_or_else(|| at("there is no `=`; write word=value".to_owned()))?;
        if word.trim() == "service" {
            return Err(at("a service cannot name another one".to_owned()));
        }
        POSTGRES.set(settings, word.trim(), value.trim()).map_err(at)?;
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str =
        "# shops\n[test]\nhost=t\n\n[shop]\nhost = s\n# here\nport=5433\npassword=a=b\n[shop]\nhost=late";

    #[test]
    fn a_section_is_found_by_its_name() {
        let read = find(FILE, "shop").expect("right").expect("there");
        assert_eq!((read.hosts, read.ports), (Some(vec!["s".to_owned()]), Some(vec![Some(5433)])));
        assert_eq!(read.password.expect("given").expose(), "a=b");
        assert!(find(FILE, "other").expect("right").is_none());
    }

    #[test]
    fn mistakes_have_a_line_and_no_value() {
        for (text, said) in [
            ("[a]\nhost=h\ngeheim", "line 3: there is no `=`"),
            ("[a]\npasswort=geheim", "line 2: there is no parameter `passwort`"),
            ("[a]\nservice=b", "line 2: a service"),
        ] {
            let problem = find(text, "a").expect_err(text);
            assert!(problem.contains(said) && !problem.contains("geheim"), "{problem}");
        }
        assert!(find("[b]\nnonsense\n[a]\nhost=h", "a").expect("another section").is_some());
    }
}
