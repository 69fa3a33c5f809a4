//! Text without case and accents: for user names and e-mail addresses, and to tell values apart.
//!
//! Must not know: word lists or columns. Start reading at [`ascii_lower`].

/// Lower-case ASCII letters of a name; what has no Latin base letter is left out.
pub(super) fn ascii_lower(name: &str) -> String {
    name.chars().flat_map(char::to_lowercase).filter_map(base_letter).flat_map(str::chars).collect()
}

/// What is left of a text when case, accents and trailing blanks do not count; equal keys are equal values
/// to the most forgiving collation of any server.
pub(super) fn fold_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for letter in text.trim_end().chars().flat_map(char::to_lowercase) {
        match letter {
            'ä' => key.push('a'),
            'ö' | 'ø' => key.push('o'),
            'ü' => key.push('u'),
            _ => match base_letter(letter) {
                Some(base) => key.push_str(base),
                None => key.push(letter),
            },
        }
    }
    key
}

/// The Latin letters that a small letter is based on.
pub(super) fn base_letter(letter: char) -> Option<&'static str> {
    const LETTERS: &str = "abcdefghijklmnopqrstuvwxyz";
    if letter.is_ascii_lowercase() {
        let at = usize::from(letter as u8 - b'a');
        return Some(&LETTERS[at..=at]);
    }
    Some(match letter {
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'ä' | 'æ' => "ae",
        'ç' | 'ć' | 'č' => "c",
        'ď' | 'đ' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' => "e",
        'ğ' => "g",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' => "i",
        'ł' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ō' => "o",
        'ö' | 'ø' | 'œ' => "oe",
        'ř' => "r",
        'ß' => "ss",
        'ś' | 'š' | 'ş' => "s",
        'ť' => "t",
        'ù' | 'ú' | 'û' | 'ū' | 'ů' => "u",
        'ü' => "ue",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_fold_and_other_scripts_vanish() {
        assert_eq!(ascii_lower("Jürgen O'Brien"), "juergenobrien");
        assert_eq!(ascii_lower("Łukasz-Žofie"), "lukaszzofie");
        assert_eq!(ascii_lower("太郎"), "");
    }
}
