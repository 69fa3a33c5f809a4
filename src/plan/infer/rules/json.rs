//! Documents: which kind of JSON a name means, in JSON columns and in text.
//!
//! Must not know: other fields of life. Start reading at [`RULES`].

use super::super::rule::{JSON, Rule, TEXT, end};

/// Either home of a document.
const ANY: u8 = JSON | TEXT;

pub(super) static RULES: &[Rule] = &[
    end("settings|config|configuration|conf|options|opts|cfg|infra overrides|overrides", ANY, "json")
        .with("kind=settings")
        .from(120),
    end(
        "parameters|params|args|kwargs|arguments|vars|variables|extra config|defaults|query params",
        ANY,
        "json",
    )
    .with("kind=settings")
    .from(120),
    end("preferences|prefs|user settings|user preferences", ANY, "json").with("kind=preferences").from(120),
    end("metadata|meta|meta data|extra|extras|info json|annotations|internal metadata|dconf", ANY, "json")
        .with("kind=metadata")
        .from(120),
    end(
        "attributes|attrs|properties|props|custom fields|additional properties|user data|auth data",
        ANY,
        "json",
    )
    .with("kind=metadata")
    .from(120),
    end(
        "details|state details|request metadata|host metadata|extra data|additional data|form data",
        ANY,
        "json",
    )
    .with("kind=metadata")
    .from(120),
    end("context|session data|session json|session state|cookies", JSON, "json").with("kind=session"),
    end("form data|session data", TEXT, "json").with("kind=session").from(120),
    end("manifest|inputs|outputs", ANY, "json").with("kind=object").from(200),
    end(
        "payload|event data|event json|event|body json|message json|webhook payload|request body",
        ANY,
        "json",
    )
    .with("kind=event")
    .from(200),
    end(
        "json|json data|jsonb|document json|data json|raw json|json value|json schema|vcard json",
        ANY,
        "json",
    )
    .with("kind=object")
    .from(60),
    end("headers|request headers|response headers|http headers", ANY, "json").with("kind=metadata").from(120),
    end("response json|request json|response data|request data|account data|event payload", ANY, "json")
        .with("kind=object")
        .from(120),
    end("address|addresses|shipping address|billing address", JSON, "json").with("kind=address"),
    end("profile|user profile|user|account|person|author", JSON, "json").with("kind=profile"),
    end("payment|payment details|card|billing", JSON, "json").with("kind=payment"),
    end("product|products|item|items|line items|cart|order lines", JSON, "json").with("kind=product"),
    end("session|sessions", JSON, "json").with("kind=session"),
    end("tags|labels|keywords|categories|topics", JSON, "json").with("kind=tags"),
    end("location|position|coordinates|geo|place", JSON, "json").with("kind=location"),
    end("permissions|scopes|roles|capabilities|grants|claims", JSON, "json").with("kind=permissions"),
    end("events|history|timeline|changes", JSON, "json").with("kind=event"),
    end(
        "list|ids|values|entries|array|items list|names|emails|fields|dependencies|steps|rules",
        JSON,
        "json_array",
    ),
    end("json array|json list|permissions json|ids json|tags json|array", TEXT, "json_array").from(20),
    end("data|raw data|blob data|cached data|serialized|snapshot|state data", TEXT, "json")
        .with("kind=object")
        .from(200),
    end("data|content|value|body|state|spec|definition|result|schema|template", JSON, "json")
        .with("kind=object"),
];
