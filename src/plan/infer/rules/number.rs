//! Numbers: counts, sizes, measures, codes.
//!
//! Must not know: other fields of life. Start reading at [`RULES`].

use super::super::rule::{DECIMAL, FLOAT, FRACTION, INT, NUMBER, Rule, TEXT, anywhere, end, start, whole};

pub(super) static RULES: &[Rule] = &[
    end("bedrooms|bathrooms|rooms|floors|servings|stories|garage|round|lives|guests|adults|beds", INT, "integer")
        .with("min=1 max=8"),
    end("bedrooms|bathrooms|rooms", FRACTION, "decimal").with("min=1 max=6"),
    end("calories|kcal", INT, "integer").with("min=50 max=900"),
    end("sqft|square feet|living area|floor area|lot size|sqm", INT, "integer").with("min=300 max=5000"),
    start("year", INT, "year"),
    end("humidity|moisture", FRACTION, "percentage"),
    end("pressure", FRACTION, "decimal").with("min=950 max=1050"),
    end("voltage|volts|current|power|energy|watts", FRACTION, "decimal").with("min=0 max=240"),
    end("heart rate|pulse|heartrate", INT, "integer").with("min=50 max=160"),
    end("count|cnt|counter|num|number of|total count|use count|view count|hits|views|likes|visits|votes", INT, "small_count"),
    end("retries|attempts|tries|failures|errors|warnings|members|users|children|refs|references|edits", INT, "small_count"),
    end("sessions|messages|orders|replies|comments|downloads|shares|followers|clicks|occurrences|lapses|reps", INT, "small_count"),
    start("num|count|number of|no of|total|nb|n", INT, "small_count"),
    end("amount|points|credits|coins|stars|reward points|loyalty points|xp|experience", INT, "integer").with("min=0 max=5000"),
    end("sort order|sortorder|position|order|ordering|rank|ordinal|display order|seq|sequence|sort", INT, "sort_order"),
    end("idx|index|ord|pos|sequence number|seq no|seq num|line number|line no|item no|order index|sort index", INT, "sort_order"),
    end("step|step number|chunk no|chunk number|part number|track number|disc number|page number|slot|ranking", INT, "sort_order"),
    end("track|disc|disc total|track total|row|column|col|row number|episode number|season number|chapter", INT, "sort_order"),
    end("priority|prio|severity|importance|urgency|difficulty|level|risk|impact", INT, "integer").with("min=1 max=5"),
    end("level|depth|tree level|nesting|indent|tier|grade|stage number", INT, "integer").with("min=0 max=5"),
    end("weight|score|relevance|strength|confidence score|ease|load", INT, "integer").with("min=0 max=100"),
    end("score|confidence|probability|similarity|likelihood|ratio|accuracy|quality|share|fraction|random", FLOAT, "float")
        .with("min=0 max=1"),
    end("probability|ratio|confidence|fraction", DECIMAL, "decimal").with("min=0 max=1"),
    end("weight|mass|weight kg|gross weight|net weight|body weight", FRACTION, "decimal").with("min=0.1 max=90"),
    end("height|length|width|depth|distance|radius|diameter|thickness|area|volume", FRACTION, "decimal").with("min=1 max=250"),
    end("temperature|temp|celsius", INT, "integer").with("min=-10 max=40"),
    end("temperature|temp|celsius", FRACTION, "decimal").with("min=-10 max=40"),
    end("humidity|battery|battery level|completion|progress|percent complete", INT, "percentage"),
    end("percentage|percent|pct|perc|progress|completion rate|utilization|growth rate|share pct", NUMBER, "percentage"),
    start("percent|pct", FRACTION, "percentage"),
    end("rate|interest|margin|apr|yield|tax percentage", FRACTION, "percentage"),
    end("speed|velocity|rpm|mileage|odometer|distance|range", INT, "integer").with("min=0 max=200"),
    end("size|length|len|bytes|max size|capacity|file length|chunk size|page size|msg len|total size", INT, "integer")
        .with("min=1 max=65536"),
    end("capacity|seats|max participants|max users|headcount|attendance|population size|employees", INT, "integer")
        .with("min=1 max=500"),
    end("population", INT, "integer").with("min=1000 max=5000000"),
    end("duration|elapsed|duration seconds|seconds|secs|duration secs|elapsed time|runtime|run time", INT, "duration_seconds"),
    end("response time|processing time|time taken|time worked|time left|time spent|wait time|estimated time", INT, "duration_seconds"),
    end("time estimated|cpu time|execution time|uptime|downtime|idle time|cook time|prep time|total time", INT, "duration_seconds"),
    end("play time|watch time|cooking time|preparation time|travel time|flight time|wall time|user time", INT, "duration_seconds"),
    end("duration|elapsed|runtime|elapsed time|response time|processing time|execution time|seconds|latency", FRACTION, "decimal")
        .with("min=0 max=3600"),
    end("duration ms|latency ms|elapsed ms|latency|response time ms|timeout ms|millis|ms", INT, "integer").with("min=1 max=30000"),
    end("ttl|timeout|ttl seconds|max age|lifetime|delay|interval|timeout seconds|period|retry interval|expires in", INT, "integer")
        .with("min=30 max=3600 step=30"),
    end("minutes|mins|duration minutes|duration min|length minutes|lead minutes", INT, "integer").with("min=5 max=180 step=5"),
    end("hours|hrs|working hours|duration hours|credit hours", INT, "integer").with("min=1 max=48"),
    end("days|duration days|num days|nights|lead time|rental duration|wait time days|days valid", INT, "integer").with("min=1 max=30"),
    end("weeks|months|duration months|term months|years|years experience|experience years", INT, "integer").with("min=1 max=24"),
    end("year|yr|fiscal year|birth year|school year|start year|end year|vintage", INT, "year"),
    end("month|mon|month number|month of year", INT, "month"),
    end("day|day of month|dom|mday", INT, "day_of_month"),
    end("weekday|day of week|dow|week day|wday", INT, "weekday"),
    end("week|week number|week of year|iso week", INT, "integer").with("min=1 max=52"),
    end("hour|hour of day|start hour|end hour", INT, "hour"),
    end("minute|second", INT, "integer").with("min=0 max=59"),
    end("quarter", INT, "integer").with("min=1 max=4"),
    end("version|revision|ver|rev|schema version|client version|db version|version number|version num", INT, "integer")
        .with("min=1 max=20"),
    end("version major|version minor|version patch|major|minor|patch", INT, "integer").with("min=0 max=20"),
    end("flags|flag|mask|bitmask|bits|permissions|mode bits|options|perms|features|capabilities", INT, "bit_flags"),
    end("frequency|freq", INT, "small_count"),
    end("bitrate|hz|baud", INT, "integer").with("min=1 max=48000"),
    end("error code|errno|exit code|return code|result code|signal", INT, "integer").with("min=0 max=127"),
    end("limit|max|maximum|threshold|quota|concurrency limit|max count|upper limit|max values", INT, "integer")
        .with("min=10 max=1000 step=10"),
    end("min|minimum|lower limit|offset|min count|min length|min depth", INT, "integer").with("min=0 max=10"),
    end("x|y|z|left|top|right|bottom|pos x|pos y|coord x|coord y", INT, "integer").with("min=0 max=1000"),
    end("x|y|z|min x|min y|max x|max y", FRACTION, "decimal").with("min=0 max=1000"),
    end("pid|process id", INT, "integer").with("min=100 max=32000"),
    end("average|avg|mean|median|value|val|sum|min|max|std|stddev|variance|metric value", FLOAT, "float").with("min=0 max=1000"),
    end("gain|peak|loudness|decibel|db", FLOAT, "float").with("min=-20 max=20"),
    end("code|number|no|num|nr", INT, "integer").with("min=100 max=9999"),
    anywhere("count", INT, "small_count"),
    end("count|size|width|height|length|max|min|limit|position|order|index|weight|score|rank|total|threshold|years|capacity|pages", TEXT, "pattern")
        .with("pattern=[1-9][0-9]{0,2}"),
    end("factor|multiplier|scale|exponent|slope|percentile|x|y|z|seconds|days|hours|minutes|quantile", TEXT, "pattern")
        .with("pattern=[1-9][0-9]?"),
    end("percent|percentage|pct|rate|ratio|gain", TEXT, "pattern").with("pattern=[1-9][0-9]?\\.[0-9]"),
    whole("n|i|j|m|a|b|c", INT, "integer").with("min=0 max=100"),
];
