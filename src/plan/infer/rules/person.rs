//! People: names, how to reach them, what they are.
//!
//! Must not know: other fields of life. Start reading at [`RULES`].

use super::super::rule::{DECIMAL, FLOAT, INT, Rule, TEXT, anywhere, end, whole};
use super::PEOPLE;

pub(super) static RULES: &[Rule] = &[
    end(
        "winner|officer|pilot|captain|chef|witness|defendant|plaintiff|borrower|lender|tenant name",
        TEXT,
        "full_name",
    ),
    end(
        "initiator|uid initiator|shared with|share with|poster|uploader|seller|buyer|voter",
        TEXT,
        "username",
    ),
    end("mrn|medical record number|patient number|patient no", TEXT, "code").with("pattern=A0000000"),
    end("breed", TEXT, "values").with("values=Beagle|Boxer|Bulldog|Collie|Poodle|Siamese|Persian|Terrier"),
    end("species", TEXT, "values").with("values=dog|cat|bird|fish|horse|rabbit|turtle"),
    end(
        "first name|firstname|fname|f name|forename|given name|given names|christian name|name first",
        TEXT,
        "first_name",
    ),
    end("middle name|mname|second name|preferred name|pet name|kana first name", TEXT, "first_name"),
    whole("first|given|middle", TEXT, "first_name").near("last|surname|family"),
    end(
        "last name|lastname|lname|l name|surname|family name|maiden name|birth name|name last",
        TEXT,
        "last_name",
    ),
    whole("last|family", TEXT, "last_name").near("first|given"),
    end("first name initial|middle initial", TEXT, "code").with("pattern=A"),
    end("initials|initial", TEXT, "code").with("pattern=AA").of(PEOPLE),
    whole("initials|middle initial", TEXT, "code").with("pattern=AA"),
    whole("initials", TEXT, "code").with("pattern=A").upto(1),
    end(
        "full name|fullname|real name|legal name|person name|name full|gecos|cardholder|name on card",
        TEXT,
        "full_name",
    ),
    end(
        "contact|payer|payee|beneficiary|party|guardian|contact person|account holder|signatory|beneficiary name|attention|attn",
        TEXT,
        "full_name",
    ),
    end(
        "patient|doctor|physician|lawyer|judge|coach|referee|teacher|instructor|professor",
        TEXT,
        "full_name",
    ),
    end("salesperson|sales rep|sales representative|account manager|next of kin|spouse", TEXT, "full_name"),
    end(
        "artist|artists|composer|composers|lyricist|arranger|remixer|conductor|performer|singer",
        TEXT,
        "full_name",
    ),
    end(
        "narrator|actor|actress|director|producer|screenwriter|writer|illustrator|translator|album artist",
        TEXT,
        "full_name",
    ),
    end("artist credit|artists credit|artist sort|artists sort|composer sort|sort artist", TEXT, "full_name"),
    end("author|authors|inventor|photographer|speaker|presenter|trainer|tutor", TEXT, "full_name"),
    end("name", TEXT, "full_name").of(PEOPLE),
    end("display name|public name|sort name|name sort|printable name|unique name", TEXT, "full_name")
        .of(PEOPLE),
    end("display name|public name|sort name|printable name|formatted name", TEXT, "full_name")
        .near("email|birthday|password|avatar|surname"),
    end(
        "nick|nick name|nickname|handle|screen name|alias name|gamertag|pseudonym|stage name",
        TEXT,
        "username",
    ),
    end("username|user name|login name|account name|login|logon|user login|uname|user", TEXT, "username"),
    end("created by|updated by|modified by|changed by|deleted by|approved by|edited by|by", TEXT, "username"),
    end(
        "owner|creator|assignee|reporter|reviewer|editor|approver|inviter|requester|submitter|requestor",
        TEXT,
        "username",
    ),
    end(
        "sender|recipient|subscriber|participant|member|author name|author login|last editor",
        TEXT,
        "username",
    ),
    end(
        "maintainer|moderator|administrator|admin|manager|supervisor|caller|callee|follower|committer",
        TEXT,
        "username",
    ),
    end(
        "twitter|facebook|instagram|github|linkedin|skype|telegram|xing|discord|twitter handle",
        TEXT,
        "username",
    ),
    end("account|principal", TEXT, "username"),
    end("email|e mail|mail|email address|mail address|emailaddr|email addr|e mail address", TEXT, "email")
        .from(10),
    end(
        "emails|cc|bcc|reply to|mail from|mail to|email to|email from|recipients|mailbox|mail recipient",
        TEXT,
        "email",
    )
    .from(10),
    whole("to address|from address|sender address|recipient address|sendto|send to", TEXT, "email").from(10),
    end("email login|paypal|paypal account|email id|email new|new email|pending email", TEXT, "email")
        .from(10),
    end("gender|sex", TEXT, "gender"),
    end(
        "salutation|title of courtesy|courtesy title|name title|honorific|name prefix|prefix name",
        TEXT,
        "name_title",
    ),
    whole("title|prefix", TEXT, "name_title").near("firstname|forename|surname|lastname").upto(12),
    end("name suffix|generation suffix", TEXT, "values").with("values=Jr.|Sr.|II|III|IV"),
    end(
        "job title|job|occupation|profession|position title|job position|contact title|designation",
        TEXT,
        "job_title",
    ),
    end("career|work title|function title|vocation|job role|job name", TEXT, "job_title")
        .near("salary|surname|firstname|lastname|email"),
    end("position|title", TEXT, "job_title")
        .of("employee|staff|contact|worker|officer|manager|person|representative"),
    end("department|dept|department name|dept name|division|business unit|cost center", TEXT, "department"),
    end("name", TEXT, "department").of("department|dept|division|faculty|team|unit|group|office"),
    end("faculty|team|crew name|squad|team name", TEXT, "department"),
    end("marital status|civil status|family status", TEXT, "values")
        .with("values=single|married|divorced|widowed"),
    end("blood type|blood group", TEXT, "values").with("values=A|B|AB|O"),
    end("nationality|citizenship", TEXT, "country"),
    end("religion", TEXT, "values").with("values=none|buddhist|christian|hindu|jewish|muslim|other"),
    end("eye color|eye colour|hair color|hair colour", TEXT, "values")
        .with("values=brown|blue|green|grey|black"),
    end("age|user age|age years", INT | DECIMAL | FLOAT, "age"),
    whole("age", TEXT, "code").with("pattern=00"),
    end("phone|telephone|tel|mobile|cell|cellphone|phone number|mobile number|msisdn|pager", TEXT, "phone")
        .from(7),
    end("phone no|tel no|mobile no|telephone number|cell number|cell phone|landline|whatsapp", TEXT, "phone")
        .from(7),
    end("fax|fax number|fax no|home phone|work phone|business phone|telefax|telefon|hotline", TEXT, "phone")
        .from(7),
    anywhere("phone|telephone|fax", TEXT, "phone").from(7).upto(40),
    end("phone|mobile|phone number|telephone", INT, "integer").with("min=2000000000 max=9999999999"),
    end("phone extension|phone ext|extension number", INT, "integer").with("min=100 max=9999"),
    end("extension", TEXT, "code").with("pattern=0000").of(PEOPLE),
    end("phone extension|phone ext|extension number|ext", TEXT, "code").with("pattern=000").upto(12),
    end("biography|bio|about me|about|vita|curriculum", TEXT, "paragraph").from(60),
    end("ssn|social security number|passport number|passport|tax id|national id|tin|vat id", TEXT, "tax_id"),
    end("driver license|license number|licence number|identity number|tax number|vat number", TEXT, "tax_id"),
    end("vat|vat no|tax identification number|vat registration|fiscal code|ein|siret", TEXT, "tax_id"),
];
