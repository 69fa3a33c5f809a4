//! Prose: titles, sentences, paragraphs, tags, marked-up text.
//!
//! Must not know: other fields of life. Start reading at [`RULES`].

use super::super::rule::{Rule, TEXT, end, whole};

pub(super) static RULES: &[Rule] = &[
    end(
        "issue|title|subject|headline|heading|label|caption|topic name|subtitle|meta title|short title",
        TEXT,
        "title",
    ),
    end(
        "display title|page title|document title|header|footer title|menu name|menu title|display label",
        TEXT,
        "title",
    ),
    end(
        "display name|public name|alt text|alt|thread name|sort title|title sort|disambiguation|disambig|tagline",
        TEXT,
        "title",
    ),
    end(
        "slogan|motto|legend|tooltip|placeholder|question|keyword name|printable name|short name|nav title",
        TEXT,
        "title",
    ),
    end("html|body html|html body|content html|markup|rich text|richtext|signature html", TEXT, "html")
        .from(60),
    end("markdown|readme|md|body markdown|content md|changelog", TEXT, "markdown").from(60),
    end("description|descr|desc|long description|full description|abstract|synopsis|plot", TEXT, "sentence"),
    end(
        "description|long description|full description|abstract|about|overview|synopsis|biography",
        TEXT,
        "paragraph",
    )
    .from(500),
    end(
        "content|body|text|article|post|content text|body text|plain text|story|essay|document",
        TEXT,
        "paragraph",
    )
    .from(60),
    end(
        "long text|full text|transcript|terms and conditions|page content|old text|largecontent|search text",
        TEXT,
        "paragraph",
    )
    .from(60),
    end(
        "comment|comments|note|notes|remark|remarks|annotation|message|msg|memo|feedback|review",
        TEXT,
        "sentence",
    ),
    end(
        "summary|reason|details|detail|info|explanation|instructions|instruction|hint|notice|disclaimer",
        TEXT,
        "sentence",
    ),
    end(
        "short description|brief|excerpt|preview|snippet|blurb|teaser|intro|introduction|meta description",
        TEXT,
        "sentence",
    ),
    end(
        "rationale|justification|motivation|objective|goal|purpose|response|reply|answer|prompt|greeting|input|user input",
        TEXT,
        "sentence",
    ),
    end(
        "error|error message|err msg|error text|exception message|last error|failure reason|err|warning",
        TEXT,
        "sentence",
    ),
    end(
        "log|log message|output|result|log entry|log line|log text|long output|status message|status msg",
        TEXT,
        "sentence",
    ),
    end("stack trace|stacktrace|traceback|backtrace|call stack", TEXT, "paragraph").from(60),
    end(
        "diagnosis|symptoms|treatment|medication|prescription|allergies|complaint|findings|observation",
        TEXT,
        "sentence",
    ),
    end(
        "help|help text|help url text|documentation|usage|example|code example|footer|terms|policy text",
        TEXT,
        "sentence",
    ),
    end(
        "quote|fact|statement text|definition|motd|notification|front|back|expectations|history|background|requirements|agenda|minutes",
        TEXT,
        "sentence",
    ),
    end(
        "change message|commit message|revision comment|edit summary|description text|attribution",
        TEXT,
        "sentence",
    ),
    end(
        "copyright|rights text|legal notice|license text|credit|credits|credit text|acknowledgement",
        TEXT,
        "sentence",
    ),
    end(
        "reason phrase|cancel reason|rejection reason|failure message|user message|system message",
        TEXT,
        "sentence",
    ),
    end("text|string|str|content|phrase|term|line|body", TEXT, "words").with("min=2 max=5").upto(59),
    end("string|str|phrase|term|words|synonym|search term|test string|test", TEXT, "words")
        .with("min=1 max=4"),
    end(
        "flags|tag|tags|keyword|keywords|hashtag|labels|label value|flag name|tag list|categories list|tag value",
        TEXT,
        "tag",
    ),
    end("name|title|label", TEXT, "tag").of("tag|keyword|hashtag|topic|interest|skill|hobby"),
    end("word|lemma|token text|token word|stem", TEXT, "word"),
    end("skill|skills|hobby|interest|interests|topics|hobbies", TEXT, "tag"),
    whole("s|n|x|text 1|text 2", TEXT, "word"),
    whole("q", TEXT, "words").with("min=1 max=3"),
    end(
        "template|email template|body template|message template|mail template|sms template",
        TEXT,
        "sentence",
    )
    .from(100),
    end("subject template|title template", TEXT, "title"),
];
