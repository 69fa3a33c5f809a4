//! Words that names are made of, beyond those in the rules' own patterns.
//!
//! Must not know: what any of them means. Start reading at [`WORDS`].

/// Words that are left whole, and into which runs are cut.
pub(super) static WORDS: &str = "
about abstract academy accept access accident acknowledge action active activity actor admin advance
advantage affiliate after agency agenda agent agreement air airport alarm alert algorithm alternate
alternative amendment analysis anchor angle animal announcement answer any apartment app appeal append
appliance applicable applicant application appointment approval archive area argument arrival article
aspect assembly assessment asset assignment association athlete attachment attempt attendance attribute auction
audience audio audit auth autor auto availability average award back backup badge bag bakery balance bank
banner base basket batch battery before benefit bid bill billing bin binary bind biography birth bit blob block
blog board boat body bonus book booking border bot bottle bottom bounce box branch break breed bridge
broker browser bucket budget bug build builder building bundle bus business button buy buyer cabin cache
calendar call camera campaign cancel candidate canonical capability captain capture car carbon card care
career cargo carrier cart case cash cast catalog category cause cell center central certificate chain
chair challenge chance change chapter character charge chart chat check checkin checkout chemical child
choice church cipher claim class classroom clause clear click client clinic clock cloud club cluster
coach coast code coil collection college column combat commission commit committee community compact
company comparison compartment complaint complete compliance component compound condition conference
confirmation conflict connection consent constraint consumer contact container content contest context
contract contribution control conversation conversion cookie coordinate copy core corner correct
correction correspond correspondence cost counsel counter county couple coupon course court cover coverage
credential credit crew crime criteria crop cross culture cure current customer cycle daily damage
dashboard data database dataset deal dealer death debit debt decision decommission deep default defect
definition degree delay delegate delete delivery demand denominator departure depends deploy deployment
deposit depth derived destination detail detection device diagnosis dialog dictionary difference digital
dimension diploma direct direction directory disable discharge disclosure discussion disease dispatch display
dispute distance distribution division dock document donation donor door dose down download draft drawing
drive driver drug dynamic earning east edge edit edition education effect efficiency effort election
electric element elevation embed emergency employee employer enable encounter encrypt encryption end
endpoint energy engine engineer enrollment enterprise entity entrance entry environment equipment
equivalent escalation estate estimate eval event evidence exam example exchange exclude execution
executor exercise exhibit exit expansion expense experience experiment expert explanation export expr
exposure expression extended extension external extra facility factor faculty failure fallback family farm
fault favorite feature federal fee feed feedback fetch field figure file filesystem filter final finance
finding fingerprint firm first fish fixture flag fleet flight floor flow folder follow follower food
force foreign forest form formula forum forward foundation fraction frame framework free freight
frequency friend friendship front fuel full function fund fundraiser funds game garage gas gate gateway
gauge gender general generic gift global goal gold good government grade graph grant grid ground group
growth guarantee guardian guest guide half hand handler hardware hash header health hearing heat help
heritage high hire history hit hold holder holiday home horizontal hospital hotel house household
housing hub icon identity illness image impact implementation import impression incident income
increment index indicator industry info initial injury input inquiry inspection install installation
instance institution instructor instrument insurance integer integration intent interaction
interface interest internal interval interview inventory investment invitation invite invoice issue item
job join journal journey judge jury key keyboard keyword kit label labor lab laboratory lake land landing
last late launch law lawyer layer layout lead leader leadership league learning lease leave lecture left
legal lender length lesson letter library licence license lifecycle lifetime light limit line linkage
link liquidity list listing literal living load loan lobby local lock log logic logo lookup loss lot
loyalty lunch machine magazine mail mailing main maintenance major manager manifest manual
manufacturer map margin mark market marketing marriage mask master match material matrix maximum
meal mean measure measurement mechanism medal median medication medicine meeting member membership memory
menu merchant merge mesh message meta meter metric mid migration mile mileage mill minimum minor minute
mission mod model modifier module monitor month moon mother motion motor mount movement movie museum music
mutual name namespace nation native nature navigation network neighbor net new news night node noise
north note notice notification notify number numerator nurse object objective observation occupation
occurrence offer office officer offset old opening opera operating operation operator opinion opponent
opportunity option order ordering organ organizer orientation origin original outcome outlet output
outside overlay overdue override owner ownership package packet page pair palette panel paper paragraph parameter
parent park parking part participant partner partnership party pass passage passenger passport password paste patch
path patient pattern pause pay payer payload payment payroll peak peer penalty pending pension people
performance period permission permit person pet phase phrase physical pick picture piece pilot pipeline
pitch pixel place placeholder plan plane planet plant plate platform play player playlist plugin pocket poem
point policy poll pollution pool population position post postage posting potential power practice
predicate preference prefix premium prescription presentation president press pressure preview
previous primary principal print private prize probability problem procedure process processing procurement
producer production profession professor profile profit program progress project promise promotion proof
property proposal protection protocol provider proxy public publication publisher pull pulse pump
punch purchase purpose push qualification quality quantity quarter query question queue quick quiz quota
quote race radio radius rail rain random range rank ranking rate ratio raw reach react reaction read
reader reading real realm reason receipt receive receiver recipe recipient record recovery recurrence
redirect redo reference referral refund refresh region register registration regression regular
relation relationship relative relay release reminder remote rental repair repeat replacement replica reply
report repository representative request require requirement requisition research reservation reset
residence resident resolution resource response restaurant restriction result retail retention retry
return revenue reverse review reward right ring risk river road rocket role room root rotation round
route router row royalty rule run running runtime safety salary sale sales sample sanction satellite
save scale scan scene schedule scheme scholarship school science scope score scorer scrap screen script scroll sea
search season seat second section sector security seed segment select selection seller semester send
sender sensor sentence sentiment sequence serial series server service session setting settlement setup severity
shadow shape share shared shelf shell shift ship shipment shipping shop shopping short show side sign signal
signature silver simple single sink site size skill slice slot small snapshot social society soft software
soil solution song sort sound source south space span special species specification speech speed
spell split sponsor sport spot staff stage standard standing star start statement static station
statistic statistics status step stock stop storage store storm story strategy stream street strength
string structure student study style subject submission subscriber subscription subset substance
subsystem subtype suffix suggestion suite summary supervisor supplier supply support surface surgery
survey suspend swap switch symbol sync synonym syntax system table tablet target tariff task tax team
technical technique telephone template tenant term terminal territory test text theater theme theory
thread threshold throttle thumbnail ticket tier tile timeline timeout  tip title token tool top
total tour tournament trace track tracker tracking trade traffic trailer train trainer training
transaction transcript transfer transform transit translation transport travel treatment treaty tree trend
trial trigger trip truck trust tunnel turn tutor twitter type unique unit universe university
update upgrade upload upper usage user utility vacancy vaccine valid validation valuation value variable
variant variety vehicle velocity vendor venue verdict verification version vertical vessel video view
village violation virtual visibility visit visitor visual vocabulary voice volume volunteer vote
voucher wage wait wall wallet war ward warehouse warning warranty waste watch water wave weather web
webhook wedding week weekday weight welfare west wheel widget wife wiki wind window wine winner winter
wire wishlist word work worker workflow working workspace world worth write writer wrong yard yield zone
acl api asn bic bps cpu crc css csv dag ddl dhcp dns dpi eta fps ftp gid gpu gps gtin guid hsn html http https
iban idp ietf imap imei inn ipmi irc isbn isin iso isrc issn jid jmx jpg json jti jwt kid ldap lft llm
lng lon mac mbid mfa mime mls mpn msg mtu nas ndc npi oauth oid oidc otp pan pdf pgp pid pin png pop
psk pwd rgb rgt rpc rsa rss rtt saml sdk seo sha sid sla smtp snmp soap sql ssh ssl sso sub sum svg svn
swift tcp tel tls totp ttl txt udp uid unix upc uri url usd utc uuid vat vid vin vlan vpn wan wifi wsdl
xml yaml zip timestamp timestamptz datetime birthdate birthday mtime ctime atime modtime added addr amt avg bcc caption categories cert cfg child cnt comments conf config
confirmed contacts contents copies count country created creator crypt ctx curr date dates  day
days deleted delta desc dest dir disabled district doc docs dur duration editor ehash email emails enabled
entries env err error errors ever exception exec exp expired expires expiry ext failed fax fields file files
 fixed flags fmt format formatted freq from geo given grp hidden hits host hour hours hub href
icons ids idx img inserted int issued joined keys keywords lang language lat latency latest latitude length
level levels line lines locale location locked login logout longitude lower max mbr metadata method
micros millis min mobile mode modified money months  norm normalized num nums nation opt opts ord
params parsed pass passed passwd paid perm perms phone photo pic pid plain port postal prefs prev price
priority product province pub qty rated rating recv ref refs rejected removed removal rep req res reserved rev
revision sales sec secs seen sent seq settings severity shown signed size sku slug sorted spent src stamp
started state stats std std stopped str street style subtotal supported synced tag tags temp temperature
text texts ticks time times titles token tokens total trunc types unit units unread updated updates used
 users valid val vals var vars verified visible visits warn weeks width words year years
";

/// Known words that a run is never cut at, because they end too many other words.
pub(super) static NEVER_A_PART: &str =
    "age art tel ion ate ant ring tip bit bin ear ext sub rep fin ins pin pan pop sid kid con int std inn
     ref rev per pro dis mis pre ver ion ale rat sum her his one ten sin tic ate mar dat ide all ing ers
     res est var vid van hit ant ess ist ace ore din tin ran lin gin ped ted sed led ned sea ship bar min sta
     ted norm rate lat lon lng mac";

/// Words of two letters that a run may be cut at.
pub(super) static SHORT_PARTS: &str = "id ip no at by on is to ts of os db";

/// Last words of table names that do not say what a row is.
pub(super) static TABLE_SUFFIXES: &str = "profile info information detail details data master record records table tbl list main base entity \
     model new old tmp temp backup archive history t";

/// Last words of column names that leave their meaning as it is.
pub(super) static MODIFIERS: &str = "
normalized normalised upper lower raw old new prev previous current default original override str string
value alt primary secondary ci cached cache local internal external final custom temp tmp clean plain
canonical short long full template field col text data info list set
";

/// First words of column names that say whose row it is, and so nothing about a family.
pub(super) static OWN_PREFIXES: &str = "
user person customer client member primary main contact account own default full display the my
";
