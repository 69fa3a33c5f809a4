//! Whether a text is a JSON document (RFC 8259), and of what type.
//!
//! Must not know: expressions and dialects. Start reading at [`kind`].

/// Nesting beyond this is refused, as the servers do.
const DEPTH_MAX: usize = 1000;

/// The type of a document's outermost value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`
    Null,
    /// `true`
    True,
    /// `false`
    False,
    /// A number without point and exponent.
    Integer,
    /// Any other number.
    Real,
    /// A string.
    Text,
    /// `[..]`
    Array,
    /// `{..}`
    Object,
}

/// The type of a document; `None` when the text is not one.
pub fn kind(text: &str) -> Option<Kind> {
    let mut reader = Reader { bytes: text.as_bytes(), at: 0 };
    reader.blanks();
    let kind = reader.document()?;
    reader.blanks();
    (reader.at == text.len()).then_some(kind)
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found.then_some(())
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Without recursion: `open` holds the brackets that wait for their ends.
    fn document(&mut self) -> Option<Kind> {
        let mut open: Vec<u8> = Vec::new();
        let mut outermost = None;
        loop {
            let kind = self.opening(&mut open)?;
            outermost.get_or_insert(kind);
            if open.len() > DEPTH_MAX {
                return None;
            }
            let empty = self.after_opening(&mut open, kind)?;
            if !empty {
                continue;
            }
            // A value has ended: close brackets until another value follows.
            loop {
                let Some(&bracket) = open.last() else { return outermost };
                self.blanks();
                if self.take(b',').is_some() {
                    self.blanks();
                    if bracket == b'{' {
                        self.key()?;
                    }
                    break;
                }
                self.take(if bracket == b'{' { b'}' } else { b']' })?;
                open.pop();
            }
        }
    }

    /// Reads a scalar, or the bracket that opens a container.
    fn opening(&mut self, open: &mut Vec<u8>) -> Option<Kind> {
        let byte = self.peek()?;
        match byte {
            b'{' | b'[' => {
                self.at += 1;
                open.push(byte);
                Some(if byte == b'{' { Kind::Object } else { Kind::Array })
            }
            b'"' => self.string().map(|()| Kind::Text),
            b'n' => self.word(b"null").map(|()| Kind::Null),
            b't' => self.word(b"true").map(|()| Kind::True),
            b'f' => self.word(b"false").map(|()| Kind::False),
            _ => self.number(),
        }
    }

    /// Whether the value is complete: a scalar, or a container that closes at once.
    fn after_opening(&mut self, open: &mut Vec<u8>, kind: Kind) -> Option<bool> {
        let end = match kind {
            Kind::Object => b'}',
            Kind::Array => b']',
            _ => return Some(true),
        };
        self.blanks();
        if self.take(end).is_some() {
            open.pop();
            return Some(true);
        }
        if kind == Kind::Object {
            self.key()?;
        }
        Some(false)
    }

    fn key(&mut self) -> Option<()> {
        self.string()?;
        self.blanks();
        self.take(b':')?;
        self.blanks();
        Some(())
    }

    fn word(&mut self, word: &[u8]) -> Option<()> {
        let found = self.bytes.get(self.at..)?.starts_with(word);
        self.at += word.len();
        found.then_some(())
    }

    fn string(&mut self) -> Option<()> {
        self.take(b'"')?;
        loop {
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                b'"' => return Some(()),
                b'\\' => self.escaped()?,
                0..0x20 => return None,
                _ => {}
            }
        }
    }

    fn escaped(&mut self) -> Option<()> {
        let byte = self.peek()?;
        self.at += 1;
        match byte {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(()),
            b'u' => {
                let digits = self.bytes.get(self.at..self.at + 4)?;
                self.at += 4;
                digits.iter().all(u8::is_ascii_hexdigit).then_some(())
            }
            _ => None,
        }
    }

    fn digits(&mut self) -> Option<usize> {
        let from = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        Some(self.at - from).filter(|&count| count > 0)
    }

    fn number(&mut self) -> Option<Kind> {
        let mut kind = Kind::Integer;
        let _ = self.take(b'-');
        let leading_zero = self.peek() == Some(b'0');
        let whole = self.digits()?;
        if leading_zero && whole > 1 {
            return None;
        }
        if self.take(b'.').is_some() {
            self.digits()?;
            kind = Kind::Real;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
            kind = Kind::Real;
        }
        Some(kind)
    }
}
