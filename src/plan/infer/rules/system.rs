//! Programs and how they run: states, kinds, versions, events, commands, settings.
//!
//! Must not know: other fields of life. Start reading at [`RULES`].

use super::super::rule::{INT, Rule, TEXT, end, whole};
use super::{IDENTIFIERS, PEOPLE};

pub(super) static RULES: &[Rule] = &[
    end("status|state|phase|lifecycle stage|current stage|status text|status name|state name|status code", TEXT, "status"),
    end("lifecycle|condition|stage|lifecycle state|verdict|outcome|result status|status type|state type", TEXT, "status"),
    end("approval|membership|availability|progress|health|review state|run state|replica status", TEXT, "status"),
    end("name|code|label", TEXT, "status").of("status|state|phase"),
    end("visibility|room type|access type|history visibility|sharing", TEXT, "values").with("values=public|private|internal|unlisted"),
    end("join rules|guest access|invite policy", TEXT, "values").with("values=open|invite|closed|knock"),
    end("privacy|access policy", TEXT, "values").with("values=public|private|friends"),
    end("type|kind|type name|class name|mode|format|classification|flavor|variant|class|variety", TEXT, "type_word"),
    end("category code|strategy|method|medium type|grouping|behavior|behaviour|style|shape|layout", TEXT, "type_word"),
    end("theme|skin|display|nature|species|type full|model type|typ|art|sort|option type|subtype|sub type", TEXT, "type_word"),
    end("name|code|label|title|description", TEXT, "type_word").of("type|kind|class|mode"),
    end("object type|entity type|resource type|content type name|target type|model|model name|entity", TEXT, "type_word"),
    end("backend|driver|engine|provider|dialect|adapter|vendor type|storage|executor|storage backend", TEXT, "type_word"),
    end("direction", TEXT, "values").with("values=inbound|outbound"),
    end("sort order|sort direction|sort dir|order direction|order by", TEXT, "values").with("values=asc|desc"),
    end("unit|units|unit of measure|uom|measurement unit|unit name", TEXT, "values").with("values=piece|kg|g|m|cm|l|ml|hour"),
    end("duration unit|time unit|interval unit|period unit", TEXT, "values").with("values=minute|hour|day|week|month"),
    end("frequency|interval|recurrence|billing period|billing cycle|periodicity|period type", TEXT, "values")
        .with("values=daily|weekly|monthly|quarterly|yearly"),
    end("weekday|day of week|week day|day name", TEXT, "values")
        .with("values=Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"),
    end("month|month name", TEXT, "values").with("values=January|February|March|April|May|June|July|August").from(9),
    end("quarter", TEXT, "values").with("values=Q1|Q2|Q3|Q4"),
    end("season", TEXT, "values").with("values=spring|summer|autumn|winter"),
    end("size|size name|clothing size", TEXT, "values").with("values=XS|S|M|L|XL"),
    end("priority|urgency|importance|priority name|prio", TEXT, "priority"),
    end("name", TEXT, "priority").of("priority|severity"),
    end("severity|log level|loglevel|level|severity name|logging level|verbosity", TEXT, "log_level"),
    end("level|difficulty", TEXT, "values").with("values=beginner|intermediate|advanced").of("skill|course|experience|education|language|exercise"),
    end("difficulty|complexity|risk|risk level|impact", TEXT, "values").with("values=low|medium|high"),
    end("version|ver|revision|release|app version|schema version|software version|build|firmware", TEXT, "version"),
    end("version info|bundle version|package version|version num|version number|api version|rust version", TEXT, "version"),
    end("commit|commit sha|commit id|git sha|git commit|commit hash|revision hash|rev|changeset", TEXT, "git_sha"),
    end("sha", TEXT, "git_sha").of("commit|git|tree|head|merge"),
    end("serial|serial number|serial no|serialno|serial num|asset tag|imei|chassis|inventory number|asset number", TEXT, "serial_number"),
    end("branch|branch name|git branch|default branch", TEXT, "values").with("values=main|develop|release|hotfix|feature"),
    end("slug|url name|url key|url slug|permalink slug|short code|codename|code name|machine name slug|seo name", TEXT, "slug"),
    end("event|event name|event type|activity|action|event key|topic|action name|operation|event action", TEXT, "event_name"),
    end("trigger|hook|signal|consequence|message type|notification type|activity type|audit action|verb|cause|op", TEXT, "event_name"),
    end("key|setting key|option name|config key|setting name|parameter name|param name|option|parameter|property", TEXT, "slug"),
    end("macro|variable|variable name|attribute|attribute name|field name|fieldname|metric|metric name|setting", TEXT, "slug"),
    end("column name|table name|tablename|index name|schema name|field|column|table|schema|database|property name", TEXT, "slug"),
    end("name|key|slug|code name|internal name|display name|code", TEXT, "slug").of(IDENTIFIERS),
    end("queue|queue name|channel|channel name|worker|worker name|service|service name|module|module name", TEXT, "slug"),
    end("namespace|bucket|bucket name|stream|stream name|group name|pool|pool name|partition|cluster|space", TEXT, "slug"),
    end("workspace|tenant|project|environment|env|app|application|app id|app label|program|process|component", TEXT, "slug"),
    end("plugin|package|package name|function|function name|method name|procedure|job name|task name|task", TEXT, "slug"),
    end("flow name|workflow name|step|step name|pipeline|task key|job|lock|lock name|lock key|resource", TEXT, "slug"),
    end("instance|instance name|repository|repo|repository name|repo name|image name|container|node name|device", TEXT, "slug"),
    end("handler|callback name|subsystem|feature|feature name|tag name|tag key|label name|label key|selector", TEXT, "slug"),
    end("alias|group|scope name|domain key|object|target|source|src|interwiki|cols|col|origin name|destination|entity name|reference type", TEXT, "slug"),
    end("audience|community|context|profile|parent|intent|sensor|system|db|distribution|depends on", TEXT, "slug"),
    end("index|client|client name|agent|consumer|producer name|view|template name|template key|template|policy|rule", TEXT, "slug"),
    end("environment|env|environment name|deployment environment", TEXT, "values")
        .with("values=production|staging|development|testing"),
    end("software|hardware|firmware name|equipment", TEXT, "product_name"),
    end("rack|shelf|bin|aisle|seat row|gate", TEXT, "code").with("pattern=A00"),
    end("decimal point|thousands separator|thousands sep|mon thousands sep|mon decimal point", TEXT, "values").with("values=.|,"),
    end("device name|device|model|machine model|device model|device display name", TEXT, "product_name").from(30).near("device|serial|platform"),
    end("exception|exception class|error class|exception type|error type|error name|stamp exception", TEXT, "values")
        .with("values=TimeoutError|ValueError|ConnectionError|PermissionError|NotFoundError"),
    end("error code|errno|fault code|result code|return code|reason code|exit code", TEXT, "code").with("pattern=A0000"),
    end("class path|classpath|executor class|java class|class", TEXT, "pattern").with("pattern=com\\.example\\.[a-z]{4,8}\\.[A-Z][a-z]{4,8}"),
    end("cron|cron expression|crontab|schedule|cron schedule|rrule", TEXT, "values")
        .with("values=0+*+*+*+*|*/5+*+*+*+*|0+0+*+*+*|0+9+*+*+1-5|30+2+*+*+0|0+0+1+*+*"),
    end("query|query string", TEXT, "words").with("min=1 max=4").of("search|keyword|lookup"),
    end("sql|query|sql text|query text|statement|select|sql query|sqlcode", TEXT, "values")
        .with("values=select+1|select+count(*)+from+items|select+id,name+from+users+order+by+id|update+items+set+seen=1"),
    end("command|cmd|shell command|script|command line|cmdline|shebang|build command|source code", TEXT, "values")
        .with("values=ls+-la|make+test|git+status|echo+done|tar+-xzf+archive.tar.gz|cp+-r+src+dst"),
    end("regex|regexp|pattern|regular expression|mask|glob|format string", TEXT, "values")
        .with("values=^[a-z]*$|[0-9]{4}|.*\\.txt$|^item-[0-9]*$|(red)"),
    end("expression|formula|predicate|criteria|filter|filter string|rule expression|having|where clause", TEXT, "values")
        .with("values=a+>+10|count(x)+>+5|price*quantity|status+in+(1,2)|not+empty(name)|x+<+100"),
    end("tex|latex|math|equation", TEXT, "values")
        .with("values=E=mc^2|x^2=y^2-z^2|\\frac{1}{2}|\\sqrt{x}|\\int_0^1f(x)dx"),
    end("xml|xml data|xml content|wsdl|soap", TEXT, "values").with("values=<item/>|<item+id='1'/>|<list><item/></list>"),
    end("svg|mathml|markup", TEXT, "html").from(40),
    end("code", TEXT, "code").with("pattern=AAA-0000").from(8),
    end("code|abbreviation|abbr|acronym|short form|symbol|letter|letter code", TEXT, "code").with("pattern=AAA").from(3).upto(7),
    end("abbreviation|abbr|acronym|short form", TEXT, "code").with("pattern=AAA").from(8),
    end("code|abbreviation|abbr|symbol|letter|flag|indicator", TEXT, "code").with("pattern=AA").upto(2),
    end("code|abbreviation|abbr|acronym", TEXT, "code").with("pattern=A").upto(1),
    end("number|num|no|nr|ref|reference|ref no|ref number|reference number|document number|registration number", TEXT, "code")
        .with("pattern=AA-000000").from(9),
    end("number|num|no|nr|ref|reference|reg no|record number|position number|seat", TEXT, "code").with("pattern=0000").upto(8),
    end("registration|license plate|plate|plate number|vehicle number", TEXT, "code").with("pattern=AA-AA-0000").from(10),
    end("vin|vin number", TEXT, "code").with("pattern=AAAAA00AAA0000000").from(17),
    end("license|licence|license name|spdx", TEXT, "values").with("values=MIT|Apache-2.0|GPL-3.0|BSD-3-Clause|MPL-2.0"),
    end("prefix|name prefix|key prefix", TEXT, "code").with("pattern=aaa").from(3),
    end("suffix", TEXT, "code").with("pattern=aa"),
    end("delimiter|separator|divider", TEXT, "values").with("values=,|;|:|-"),
    end("operator|comparison|comparator|relation", TEXT, "values").with("values==|<|>|<=|>="),
    end("timeout|delay|duration|lifetime|retention|period|age limit|ttl|lease time|attempt interval", TEXT, "pattern")
        .with("pattern=[1-9][0-9]?[smhd]"),
    end("value|val|setting value|default value|option value|param value|attribute value|values|old value|new value", TEXT, "words")
        .with("min=1 max=3"),
    end("default|fallback|choice|answer option|constant|literal|setting default|argument|argument value", TEXT, "words")
        .with("min=1 max=2"),
    end("status|state|type|kind|mode|status code|type code|category|class|phase|stage", INT, "integer").with("min=0 max=5"),
    end("name", TEXT, "words").with("min=1 max=3").from(8),
    end("name|code|label|title", TEXT, "word").upto(7),
    whole("v|val|value", TEXT, "words").with("min=1 max=3"),
    whole("k", TEXT, "slug"),
    end("owner type|creator type|author type|principal type|user type", TEXT, "values").with("values=user|group|system|service"),
    end("type|kind", TEXT, "values").with("values=regular|guest|admin|service").of(PEOPLE),
];
