//! Cutting text to a column's length: at a word border where there is one, never inside a character.
//!
//! Must not know: where the text comes from. Start reading at [`fit`].

/// Number of UTF-8 characters.
pub(super) fn chars(text: &[u8]) -> usize {
    text.iter().filter(|&&byte| !is_continuation(byte)).count()
}

fn is_continuation(byte: u8) -> bool {
    byte & 0xc0 == 0x80
}

/// Cuts what `out` holds from `start` on to `max` characters; no blank is left at the end.
pub(super) fn fit(out: &mut Vec<u8>, start: usize, max: usize) {
    let text = &out[start..];
    let mut seen = 0;
    let end = text.iter().position(|&byte| {
        seen += usize::from(!is_continuation(byte));
        seen > max
    });
    if let Some(end) = end {
        let whole = if text[end] == b' ' { end } else { word_border(&text[..end]) };
        out.truncate(start + whole);
        strip(out, start, b" -._,;:/");
    }
    strip(out, start, b" ");
}

/// The last blank, when it keeps at least half of the text.
fn word_border(text: &[u8]) -> usize {
    match text.iter().rposition(|&byte| byte == b' ') {
        Some(blank) if 2 * blank >= text.len() => blank,
        _ => text.len(),
    }
}

/// Removes trailing bytes of a set, but never all of the text.
pub(super) fn strip(out: &mut Vec<u8>, start: usize, set: &[u8]) {
    while out.len() > start + 1 && out.last().is_some_and(|byte| set.contains(byte)) {
        out.pop();
    }
}

/// A copy of a text cut to `max` characters.
pub(super) fn cut(text: &[u8], max: usize) -> Vec<u8> {
    let mut copy = text.to_vec();
    fit(&mut copy, 0, max);
    copy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_at_words_and_never_inside_a_character() {
        assert_eq!(cut(b"green garden chair", 12), b"green garden");
        assert_eq!(cut(b"green garden chair", 15), b"green garden");
        assert_eq!(cut("Zürich".as_bytes(), 2), "Zü".as_bytes());
        assert_eq!(cut(b"a-b-c", 4), b"a-b");
        assert_eq!(cut(b"exact", 5), b"exact");
        assert_eq!(chars("Łódź".as_bytes()), 4);
    }
}
