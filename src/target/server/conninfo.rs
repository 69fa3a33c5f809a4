//! libpq's other form: `host=db.example dbname=shop user='a b'`.
//!
//! Start reading at [`parse`].

use super::keyword::POSTGRES;
use super::settings::Settings;

/// Whether a text begins as such a string does. A file's name hardly begins with one of the words and `=`.
pub fn is_conninfo(text: &str) -> bool {
    text.split_once('=').is_some_and(|(word, _)| POSTGRES.knows(word.trim()))
}

/// Reads words and values; a value in quotes may hold blanks, `\'` and `\\`.
///
/// # Errors
/// What is wrong, never with the value, which may be a password.
pub fn parse(text: &str) -> Result<Settings, String> {
    let mut settings = Settings::default();
    for pair in pairs(text)? {
        POSTGRES.set(&mut settings, pair.word, &pair.value)?;
    }
    Ok(settings)
}

/// A string that was read, without its passwords.
pub fn without_password(text: &str) -> String {
    let pairs = pairs(text).unwrap_or_default();
    let kept: Vec<&str> = pairs.iter().filter(|pair| pair.word != "password").map(|pair| pair.text).collect();
    kept.join(" ")
}

struct Pair<'a> {
    word: &'a str,
    value: String,
    /// As it is written.
    text: &'a str,
}

fn pairs(text: &str) -> Result<Vec<Pair<'_>>, String> {
    let mut pairs = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (word, after) = rest.split_once('=').ok_or("a word of the connection string has no `=`")?;
        let word = word.trim_end();
        if word.contains(char::is_whitespace) {
            return Err(
                "a word of the connection string has no `=`; quote values that hold blanks".to_owned()
            );
        }
        let (value, after) = value(after.trim_start())
            .ok_or_else(|| "a quote of the connection string is not closed".to_owned())?;
        pairs.push(Pair { word, value, text: rest[..rest.len() - after.len()].trim_end() });
        rest = after.trim_start();
    }
    Ok(pairs)
}

/// A value and what follows it; `None` when its quote is not closed.
fn value(text: &str) -> Option<(String, &str)> {
    let quoted = text.strip_prefix('\'');
    let body = quoted.unwrap_or(text);
    let (mut out, mut escaped) = (String::new(), false);
    for (at, letter) in body.char_indices() {
        let ends = if quoted.is_some() { letter == '\'' } else { letter.is_whitespace() };
        match letter {
            letter if escaped => {
                out.push(letter);
                escaped = false;
            }
            '\\' => escaped = true,
            letter if ends => return Some((out, &body[at + letter.len_utf8()..])),
            letter => out.push(letter),
        }
    }
    quoted.is_none().then_some((out, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_known_by_their_first_word() {
        for text in ["host=a", "dbname = x", "user='a b' host=c", "service=shop"] {
            assert!(is_conninfo(text), "{text}");
        }
        for text in ["a=b.db", "app.db", "Host=a", "my host=a"] {
            assert!(!is_conninfo(text), "{text}");
        }
    }

    #[test]
    fn quotes_and_escapes_are_resolved() {
        let read = parse(r"host = h user='a\'b \\c' password=p\ w dbname='' port=1").expect("right");
        assert_eq!(read.hosts, Some(vec!["h".to_owned()]));
        assert_eq!(read.user.as_deref(), Some(r"a'b \c"));
        assert_eq!(read.password.expect("given").expose(), "p w");
        assert_eq!((read.database.as_deref(), read.ports), (Some(""), Some(vec![Some(1)])));
    }

    #[test]
    fn the_password_is_taken_out() {
        let text = r"host=h password = 'ge\' heim' user='a b' password=x port=1";
        assert_eq!(without_password(text), "host=h user='a b' port=1");
    }

    #[test]
    fn mistakes_do_not_show_the_password() {
        for text in ["password='geheim", "password=geheim x", "password=a geheim host=b", "pasword=geheim"] {
            let problem = parse(text).expect_err(text);
            assert!(!problem.contains("geheim"), "{problem}");
        }
    }
}
