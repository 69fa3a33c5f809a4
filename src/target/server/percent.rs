//! `%20` and the like: reading them, and writing what must not stand in a URL as it is.

/// Resolves every `%xx`.
///
/// # Errors
/// What is wrong, without the text, which may be a password: no two hexadecimal digits after `%`, a zero
/// byte, or bytes that are no UTF-8.
pub fn decode(text: &str) -> Result<String, &'static str> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let byte = if byte == b'%' {
            let mut digit = || bytes.next().and_then(|digit| char::from(digit).to_digit(16));
            let (high, low) = (digit(), digit());
            let both = high.zip(low).and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
            both.ok_or("a `%` is not followed by two hexadecimal digits; write % itself as %25")?
        } else {
            byte
        };
        if byte == 0 {
            return Err("a zero byte (%00) cannot be part of it");
        }
        out.push(byte);
    }
    String::from_utf8(out).map_err(|_| "it is no UTF-8 once its %xx are resolved")
}

/// Escapes all but letters, digits and `-._~`, so that the text stands anywhere in a URL.
pub fn encode(text: &str) -> String {
    encode_except(text, "")
}

/// Escapes all but letters, digits, `-._~` and the given characters.
pub fn encode_except(text: &str, plain: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        let letter = char::from(byte);
        if letter.is_ascii_alphanumeric() || "-._~".contains(letter) || plain.contains(letter) {
            out.push(letter);
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_resolved_or_refused() {
        for (text, plain) in [("a%20b", "a b"), ("%2Ftmp", "/tmp"), ("%c3%a9", "é"), ("+", "+"), ("", "")] {
            assert_eq!(decode(text).expect(text), plain);
        }
        for text in ["%00", "a\0", "%", "%2", "%zz", "%+1", "%ff", "100%"] {
            assert!(decode(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_escaped_comes_back() {
        let text = "p@ss:w/o?r#d %&=é\u{1F600}[]";
        assert_eq!(decode(&encode(text)).as_deref(), Ok(text));
        assert!(encode(text).bytes().all(|byte| byte.is_ascii_alphanumeric() || b"%-._~".contains(&byte)));
    }
}
