//! Secrets, hashes, identifiers made by machines.
//!
//! Must not know: other fields of life. Start reading at [`RULES`].

use super::super::rule::{BYTES, Rule, TEXT, anywhere, end, whole};

pub(super) static RULES: &[Rule] = &[
    end("password hash|passwd hash|pwd hash|hashed password|encrypted password|password digest", TEXT, "password_hash")
        .from(40),
    end("password history|hash password|bcrypt|crypted password|argon 2|password encrypted", TEXT, "password_hash")
        .from(40),
    end("password|passwd|pwd|pass|passphrase|pw|passcode|bind password|user password", TEXT, "password"),
    end("password|passwd", TEXT, "password_hash").near("salt"),
    end("password hint|hint|password question|security question|secret question", TEXT, "sentence").from(20),
    end("md 5|md 5 hash|md 5 sum|hash md 5", TEXT, "hex").with("length=32").from(32),
    end("sha 1|sha 1 hash|sha|hash sha 1|sha 1 sum|ha 1", TEXT, "hex").with("length=40").from(40),
    end("sha 1|sha 1 base 36", TEXT, "token").with("length=31 alphabet=base36").from(31).upto(39),
    end("sha 224", TEXT, "hex").with("length=56").from(56),
    end("sha 256|sha 256 hash|hash sha 256|sha 2|blake 2|blake 3", TEXT, "hex").with("length=64").from(64),
    end("sha 384", TEXT, "hex").with("length=96").from(96),
    end("sha 512", TEXT, "hex").with("length=128").from(128),
    end("crc|crc 32", TEXT, "hex").with("length=8").from(8),
    end("hash|digest|checksum|fingerprint|thumbprint|etag|e tag|content hash|hash value", TEXT, "hex").with("length=64").from(64),
    end("hash|digest|checksum|fingerprint|thumbprint|etag|e tag|content hash", TEXT, "hex").with("length=40").from(40).upto(63),
    end("hash|digest|checksum|fingerprint|thumbprint|etag|e tag|content hash", TEXT, "hex").with("length=32").from(32).upto(39),
    end("hash|digest|checksum|fingerprint|thumbprint|etag|e tag|content hash", TEXT, "hex").with("length=16").from(16).upto(31),
    end("hash|digest|checksum|fingerprint|etag", TEXT, "hex").with("length=8").from(8).upto(15),
    end("hashes|checksums", TEXT, "hex").with("length=64").from(64),
    end("trace id|correlation id|thumbprint sha 1", TEXT, "hex").with("length=32").from(32),
    end("span id|parent span id", TEXT, "hex").with("length=16").from(16),
    end("token|access token|refresh token|auth token|api token|secret|client secret|secret key|api key", TEXT, "token")
        .with("length=40").from(40),
    end("token|secret|api key|apikey|secret key|access key|auth key", TEXT, "token").with("length=16").upto(39),
    end("tokens|secrets|bearer|jwt|ticket granting|credential|credentials|totp secret|otp secret", TEXT, "token").with("length=40"),
    end("session|session key|session token|cookie|session data|csrf|csrf token|xsrf|remember token", TEXT, "token").with("length=32"),
    end("sid|verifier|nonce|salt|password salt|challenge|code challenge|code verifier|seed|iv|stamp|security stamp", TEXT, "token").with("length=22"),
    end("confirmation|confirmation code|verification code|activation code|invite code|recovery code", TEXT, "token").with("length=12"),
    end("otp|pin|pin code|one time password|cvv|cvc|auth code sms", TEXT, "code").with("pattern=0000"),
    end("code", TEXT, "token").with("length=32").near("nonce|scope|scopes|redirect|expires").of("oauth|authorization|auth|grant|device"),
    whole("state", TEXT, "token").with("length=22").near("nonce|redirect|verifier|challenge|csrf"),
    end("public key|pub key|private key|priv key|encryption key|signing key|key data|key pair", TEXT, "token")
        .with("length=88 alphabet=base64").from(60),
    end("certificate|cert|pem|x 509|ca|private|certificate chain|key encrypted|enc key|cert chain", TEXT, "token")
        .with("length=88 alphabet=base64").from(60),
    end("public key|private key|encryption key|signing key|ssh key|hmac key|crypt key|psk|shared key", TEXT, "token")
        .with("length=32 alphabet=base64"),
    end("privatekey|publickey|attestation|ciphertext|encrypted|encrypted value|blob", TEXT, "token")
        .with("length=64 alphabet=base64").from(60),
    end("signature|signatures|sig|sigs|hmac|mac key|proof", TEXT, "token").with("length=64 alphabet=base64").from(40),
    end("key handle|credential id|public id", TEXT, "token").with("length=32"),
    end("recovery key|idempotency key|dedup key|deduplication key|request key|reset key|password key|activation key", TEXT, "token").with("length=32"),
    end("push key|push token|device token|registration token|client token|license key|activation key", TEXT, "token").with("length=40"),
    end("uuid|guid|uid|uuids|unique id|unique identifier|global id|gid|aaguid|mbid|urn", TEXT, "uuid").from(32),
    end("cuid|ulid|ksuid|nanoid|xid", TEXT, "token").with("length=24 alphabet=base36").from(20),
    end("external id|request id|correlation id|message id|session id|transaction id|client id|device id", TEXT, "uuid").from(36),
    end("id|ids|identifier|public id|identity|entity id|object id|jti|event id|uid", TEXT, "uuid").from(36),
    end("id|ids|identifier|uid|jti|kid|uuid|guid", TEXT, "token").with("length=16 alphabet=base36").from(16).upto(35),
    end("id|ids|identifier|uid|kid", TEXT, "code").with("pattern=AA000000").from(8).upto(15),
    end("id|ids|identifier|uid|kid|nid", TEXT, "code").with("pattern=A0000").from(5).upto(7),
    end("id|identifier|uid|kid", TEXT, "code").with("pattern=A0").upto(4),
    end("pk|pk 1|pk 2|pk 3|primary key", TEXT, "slug").from(8),
    end("pk|pk 1|pk 2|pk 3", TEXT, "code").with("pattern=A00").from(3).upto(7),
    end("cursor|continuation|page token|sync token|next batch|bookmark|watermark|next token|checkpoint", TEXT, "token").with("length=24"),
    end("sha 1|rev sha 1", BYTES, "bytes").with("min=20 max=20"),
    end("md 5", BYTES, "bytes").with("min=16 max=16"),
    end("sha 512", BYTES, "bytes").with("min=64 max=64"),
    end("salt|iv|nonce|uuid|guid", BYTES, "bytes").with("min=16 max=16"),
    end("hash|digest|checksum|sha 256|key|secret|token|fingerprint|seed|dek|cek", BYTES, "bytes").with("min=32 max=32"),
    end("signature|sig", BYTES, "bytes").with("min=64 max=64"),
    end("image|photo|picture|thumbnail|avatar|logo|icon|png|jpeg|pdf|file|attachment", BYTES, "bytes").with("min=128 max=512"),
    anywhere("token", TEXT, "token").with("length=32").upto(64),
    end("encryption|encryption algorithm|encryption method", TEXT, "values")
        .with("values=aes-128-gcm|aes-256-gcm|aes-256-cbc|chacha20-poly1305|none"),
    end("algorithm|alg|cipher|hash method|challenge method|digest method|signature algorithm", TEXT, "values")
        .with("values=sha256|sha512|rs256|es256|ed25519"),
    end("grant type|response type|auth type|auth method|authentication type|mfa method", TEXT, "values")
        .with("values=password|token|certificate|oauth2|none"),
    end("role|role name|user role|member role|access level|job role", TEXT, "role"),
    end("name|display name|codename|code", TEXT, "role").of("role|group|usergroup"),
    end("permission|permissions|right|rights|right name|privilege|privileges|scope|grant|acl", TEXT, "permission"),
    end("scopes|requested scopes|granted scopes|access|cap|caps|capability|capabilities|claim|claims", TEXT, "permission"),
    end("name|codename|code name|code|key", TEXT, "permission").of("permission|right|privilege|scope|capability|acl|ability"),
];
