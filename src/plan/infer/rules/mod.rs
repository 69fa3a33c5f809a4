//! What names mean, as tables: one file per field of life, one line per meaning.
//!
//! Must not know: how names are cut or matched. Start reading at [`TABLES`], then any file.

mod commerce;
mod document;
mod flag;
mod json;
mod media;
mod network;
mod number;
mod person;
mod place;
mod security;
mod system;

pub(super) use flag::{ENDINGS, NO_QUESTIONS, QUESTIONS};

use super::rule::Rule;

/// All rules; where two fit equally well the earlier one holds.
pub(super) static TABLES: &[&[Rule]] = &[
    person::RULES,
    place::RULES,
    network::RULES,
    security::RULES,
    commerce::RULES,
    media::RULES,
    json::RULES,
    system::RULES,
    document::RULES,
    number::RULES,
];

/// Every word of every rule: names are cut into these.
pub(super) fn pattern_words() -> impl Iterator<Item = &'static str> {
    let rules = TABLES.iter().flat_map(|table| table.iter());
    rules.flat_map(|rule| rule.names.split(['|', ' '])).filter(|word| word.len() > 2)
}

/// Nouns whose `name` is a person's.
const PEOPLE: &str = "person|user|customer|client|member|employee|staff|actor|actress|author|contact|student|teacher|\
    patient|doctor|driver|guest|player|participant|subscriber|visitor|applicant|lead|manager|nurse|\
    admin|administrator|sender|recipient|creator|editor|reviewer|seller|buyer|director|passenger|crew|\
    speaker|attendee|instructor|supervisor|signer|holder|beneficiary|assignee|reporter|physician|candidate|\
    referrer|invitee|coach|trainer|tutor|professor|lawyer|friend|follower|owner|artist|composer|\
    musician|singer|performer|writer|translator|narrator|producer|journalist|athlete|resident|tenant|\
    cardholder|pilot|mother|father|spouse|parent|child|emergency|maintainer|committer|attorney|donor|\
    salesperson|technician|operator|voter|borrower|card|recruiter|interviewer|volunteer";

/// Nouns whose `name` is a firm's.
const FIRMS: &str = "company|organization|organisation|supplier|vendor|shipper|manufacturer|publisher|employer|brand|\
    carrier|partner|business|firm|enterprise|merchant|bank|agency|institution|corporation|retailer|\
    distributor|sponsor|insurer|airline|franchise|provider|org|studio|competitor|subsidiary|lender|\
    broker|hospital|school|university|hotel|restaurant|shop|store|clinic|exhibitor|dealer|charity|factory";

/// Nouns whose `name` is a product's.
const GOODS: &str = "product|item|article|good|merchandise|accessory|gadget|device|equipment|asset|part|component|\
    ingredient|dish|meal|toy|furniture|appliance|machine|tool|vehicle|car|gift|reward|prize|material|stockitem";

/// Nouns whose `name` is a title.
const WORKS: &str = "film|movie|book|song|album|track|episode|show|series|game|course|lesson|article|post|release|\
    recording|work|video|podcast|playlist|magazine|document|report|article|chapter|paper|story|poem|event|\
    exhibition|concert|conference|meeting|project|campaign|lecture|module|survey|quiz|exam|image|photo|picture|\
    chart|dashboard|page|newsletter|presentation|topic|thread|forum|board|milestone|sprint|task|todo|issue|ticket";

/// Nouns whose `name` is an identifier of a program.
const IDENTIFIERS: &str = "config|configuration|setting|option|param|parameter|metric|metadata|property|attribute|\
    variable|field|column|table|index|schema|database|function|method|procedure|trigger|queue|worker|service|\
    module|plugin|package|extension|macro|flag|feature|hook|webhook|endpoint|channel|stream|bucket|\
    key|node|cluster|instance|container|volume|registry|repository|repo|branch|job|workflow|flow|\
    task|step|stage|pipeline|action|command|script|operation|handler|component|namespace|app|application|\
    program|process|lock|cache|migration|entity|macro|variable|header|cookie|scope|pool|partition|constraint|\
    collation|charset|driver|dag|snapshot|executor|deployment|artifact|dataset|\
    span|experiment|scorer|index|resource|sensor|\
    widget|backend|engine|protocol|algorithm|interface|keyspace|realm|selector|relation|\
    pragma|session|savepoint|segment|subsystem|slot|counter|gauge|var|arg|argument";
