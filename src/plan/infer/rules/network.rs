//! Networks and the web: addresses, hosts, URLs, requests.
//!
//! Must not know: other fields of life. Start reading at [`RULES`].

use super::super::rule::{BYTES, INT, Rule, TEXT, anywhere, end, whole};

pub(super) static RULES: &[Rule] = &[
    end("url|uri|link|href|home page|web page|website|web site|site url|permalink|web url", TEXT, "url")
        .from(16),
    end("endpoint|web hook|webhook|callback|feed|rss|site|web|homepage|shortlink|canonical", TEXT, "url")
        .from(16),
    end("redirect|redirect to|referrer|referer|origin url|target url|redirect uri|return to", TEXT, "url")
        .from(16),
    end("links|urls|uris|namespace uri|schema location", TEXT, "url").from(16),
    end("uri prefix|url prefix|base url|url root|url cache|documentation|docs", TEXT, "url").from(16),
    end(
        "avatar|icon|logo|image|photo|picture|thumbnail|banner|cover|poster|favicon|background image",
        TEXT,
        "url",
    )
    .from(24),
    end("avatar image|profile image|profile picture|profile photo|cover image|gravatar", TEXT, "url")
        .from(24),
    end("presentity|aor|sip uri|jid", TEXT, "email").from(16),
    end(
        "ip|ip address|ip addr|ipaddr|ipaddress|ip addresses|last ip|remote addr|remote address",
        TEXT,
        "ip_address",
    )
    .from(7),
    end(
        "address ip|client address|source address|host ip|server ip|source ip|gateway|inet|nexthop",
        TEXT,
        "ip_address",
    )
    .from(7),
    end("ipv 4|ip 4|ipv 4 address|ip v 4|netmask|net mask|subnet mask|broadcast", TEXT, "ipv4").from(7),
    end("ipv 6|ip 6|ipv 6 address|ip v 6", TEXT, "ipv6").from(20),
    end(
        "cidr|subnet|network|ip range|iprange|network address|networks|ip prefix|allowed ips|subnets",
        TEXT,
        "cidr",
    )
    .from(9),
    end(
        "mac|mac address|macaddr|mac addr|hardware address|hwaddr|ethernet address|bssid|hw addr",
        TEXT,
        "mac_address",
    )
    .from(12),
    end("ip|ip address|ipv 4|ipv 4 address|gateway", INT, "integer").with("min=167772160 max=184549375"),
    end("ip|ip address", BYTES, "bytes").with("min=4 max=4"),
    end("ipv 6|ipv 6 address", BYTES, "bytes").with("min=16 max=16"),
    end("mac|mac address", BYTES, "bytes").with("min=6 max=6"),
    end(
        "host|hostname|host name|fqdn|server host|server|machine|machine name|computer name|node name",
        TEXT,
        "hostname",
    )
    .from(8),
    end(
        "server name|mail host|dns|dns name|proxy|remote host|smtp server|nameserver|name server",
        TEXT,
        "hostname",
    )
    .from(8),
    end(
        "node|router|origin|peer|helo|sys name|listen dns|hosts|homeserver|computer|instance host",
        TEXT,
        "hostname",
    )
    .from(8),
    end("name", TEXT, "hostname").of("server|host|machine|node|router|computer|nameserver"),
    end(
        "domain|domain name|site domain|email domain|realm|tld|subdomain|sub domain|dns domain",
        TEXT,
        "domain",
    ),
    end("domains|zone name|dns zone|rp id|rpid", TEXT, "domain"),
    end("name", TEXT, "domain").of("domain|zone|realm"),
    end("user agent|useragent|agent string|browser|client agent|http user agent", TEXT, "user_agent")
        .from(30),
    end("browser|browser name", TEXT, "values").with("values=Firefox|Chrome|Safari|Edge|Opera").upto(29),
    end("http method|request method|verb|http verb", TEXT, "http_method"),
    end("method", TEXT, "http_method").near("url|uri|headers|endpoint|path"),
    end(
        "http status|status code|response code|http code|http status code|response status",
        INT,
        "http_status",
    ),
    end("http status|status code|response code|http code|http status code|sip code", TEXT, "code")
        .with("pattern=200"),
    end("status codes|response codes", TEXT, "pattern").with("pattern=20[0-4]"),
    end("port|port number|tcp port|udp port", INT, "port"),
    end("port|ports|port number", TEXT, "pattern").with("pattern=[1-9][0-9]{3}"),
    end("mime|mime type|media type|content type|mimetype|mimetype inner|thumbnail type", TEXT, "mime_type")
        .from(8),
    end("mime", TEXT, "values").with("values=text|image|audio|video|application"),
    end("minor mime", TEXT, "values").with("values=plain|png|jpeg|html|mp4|json"),
    end("major mime|media kind", TEXT, "values").with("values=text|image|audio|video|application"),
    end("content encoding|encoding|compression|content transfer encoding|data encoding", TEXT, "values")
        .with("values=identity|gzip|br|base64"),
    end("charset|character set|char set|collation|client encoding", TEXT, "values")
        .with("values=utf-8|us-ascii|iso-8859-1"),
    end("protocol|transport|scheme|url scheme|transport type|ip protocol", TEXT, "values")
        .with("values=https|http|tcp|udp"),
    end("interface|iface|network interface|nic|device interface", TEXT, "pattern").with("pattern=eth[0-7]"),
    end("socket|socket info|listen socket|bind socket", TEXT, "pattern")
        .with("pattern=udp:10\\.0\\.0\\.[1-9]:5060"),
    end("dn|distinguished name|tls subject", TEXT, "pattern").with("pattern=cn=[a-z]{4,8},dc=example,dc=com"),
    end("src addr|dst addr|source host|destination host", TEXT, "hostname").from(8),
    end("oid|snmp oid|object identifier", TEXT, "pattern")
        .with("pattern=1\\.3\\.6\\.1\\.[1-9]\\.[1-9][0-9]?\\.[1-9]"),
    anywhere("ip address", TEXT, "ip_address").from(7),
    whole("route|request path|path info|menu path", TEXT, "file_path"),
    end("x frame options|frame options", TEXT, "values").with("values=DENY|SAMEORIGIN"),
    end("operating system|os|platform|os name|os family|os full|os short", TEXT, "values")
        .with("values=Linux|Windows|macOS|Android|iOS"),
    end("arch|architecture|hw arch|cpu arch", TEXT, "values").with("values=x86_64|aarch64|armv7|riscv64"),
    end("vlan|vlan id|vni|segmentation id", INT, "integer").with("min=1 max=4094"),
    end("asn|autonomous system", INT, "integer").with("min=64512 max=65534"),
];
