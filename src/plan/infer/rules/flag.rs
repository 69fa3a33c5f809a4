//! Words by which a column answers yes or no.
//!
//! Must not know: other fields of life. Start reading at [`ENDINGS`].

/// First words of names that put a question.
pub(in super::super) static QUESTIONS: &str = "is|has|can|was|should|are|did|does|must|allow|allows|use|uses|needs|supports|show|hide|\
    enable|disable|require|requires|notify|include|includes|exclude|ignore|accepts|wants|verify|follow|auto|force|skip";

/// Last words that make such a name no question: `use_count`, `verify_method`.
pub(in super::super) static NO_QUESTIONS: &str = "id|ids|count|size|limit|days|hours|seconds|minutes|level|type|mode|number|no|max|\
    min|port|length|interval|period|timeout|at|time|date|by|method|index|order|version|percent|rate|status|name|code|key|\
    increment|amount|price|quantity|score|threshold|depth|ms|ts|token|hash";

/// Last words of names that are true or false, as a number or as text, beyond participles.
pub(in super::super) static ENDINGS: &str = "active|inactive|visible|hidden|public|private|mandatory|optional|readonly|read only|\
    primary|default|valid|invalid|unique|nullable|flag|flagged|online|offline|favorite|favourite|\
    starred|sticky|featured|unread|dirty|read|sent|done|paid|new|shown|present|profilable|returning|success|successful|billable|taxable|shippable|payable|returnable|\
    lock|searchable|sortable|editable|deletable|available|anonymous|virtual|internal|external|recurring|\
    seen|forgotten|frozen|taken|standard|custom|manual|automatic|test|demo|bot|patrolled|\
    global|system|builtin|current|pending|synced|opt in|optin|opt out|is new|consent|subscribed|ban|opted in|\
    gdpr|newsletter|agree|agreement|watch only|multi|fixed|permanent|temporary|del|disable|enable|redacted";
