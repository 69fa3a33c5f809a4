//! Trade: firms, goods, orders, money.
//!
//! Must not know: other fields of life. Start reading at [`RULES`].

use super::super::rule::{DECIMAL, FRACTION, INT, NUMBER, Rule, TEXT, end, whole};
use super::{FIRMS, GOODS};

pub(super) static RULES: &[Rule] = &[
    end("stadium|arena|theater|theatre|restaurant|hospital|school|university|hotel|clinic|museum|cinema", TEXT, "company"),
    end("open|high|low|close|adj close|last price|bid|ask", FRACTION, "price").near("volume|ticker"),
    end("volume|traded volume|market cap", INT, "integer").with("min=1000 max=900000").near("open|close|price|ticker"),
    end("principal|principal amount|loan amount|outstanding", FRACTION, "amount"),
    end("fuel|fuel type", TEXT, "values").with("values=petrol|diesel|electric|hybrid|gas"),
    end("transmission|gearbox", TEXT, "values").with("values=manual|automatic|semi-automatic"),
    end("cuisine|cuisine type", TEXT, "values").with("values=Chinese|French|Greek|Indian|Italian|Japanese|Mexican|Thai"),
    end("exchange|stock exchange", TEXT, "values").with("values=NYSE|NASDAQ|LSE|XETRA|TSE"),
    end("company|company name|organization|organisation|organization name|organisation name|employer", TEXT, "company"),
    end("firm|business name|supplier|supplier name|vendor|vendor name|manufacturer|publisher|merchant", TEXT, "company"),
    end("shop name|store name|bank|bank name|carrier|agency|institution|studio|distributor|record label", TEXT, "company"),
    end("ship via|insurer|insurance company|airline|partner name|legal entity|customer name company|org", TEXT, "company"),
    end("name|display name|legal name|trading name|title", TEXT, "company").of(FIRMS),
    end("issuer|account name", TEXT, "company"),
    end("ship name|customer name|client name|buyer name|receiver name|recipient name|payer name", TEXT, "full_name"),
    end("product|product name|item name|article name|goods|item|article|product title|part name", TEXT, "product_name"),
    end("merchandise|ingredient|dish|product description|offer name", TEXT, "product_name"),
    end("name|title|label|display name", TEXT, "product_name").of(GOODS),
    end("product category|product type|category name|categories|product class|category|departments", TEXT, "product_category"),
    end("name|title|label|display name", TEXT, "product_category").of("category|subcategory|classification|assortment"),
    end("subcategory|sub category|product group|product line|item group|family name product", TEXT, "product_category"),
    end("brand|brand name|make|marque", TEXT, "brand"),
    end("material|fabric|material name", TEXT, "material"),
    end("sku|stock code|product code|item code|article number|part number|item number|partner sku", TEXT, "sku"),
    end("product number|product no|model number|mpn|model no|part no|asin|stock keeping unit", TEXT, "sku"),
    end("catalog number|catalogue number|catalog num|catalog no|style number", TEXT, "sku"),
    end("code|number|no|ref|reference", TEXT, "sku").of("product|item|article|part|stock|variant|merchandise"),
    end("ean|barcode|bar code|upc|gtin|ean 13|gtin 13|jan|ean code|upc code", TEXT, "ean").from(8),
    end("isbn|isbn 13|isbn 10|isbn code", TEXT, "isbn").from(10),
    end("barcode|ean|upc|gtin", INT, "integer").with("min=4000000000000 max=4999999999999"),
    end("price|unit price|list price|sale price|cost|unit cost|msrp|retail price|rate per hour", FRACTION, "price"),
    end("price incl tax|price excl tax|cost incl tax|cost excl tax|standard cost|shipping cost|fee|fare", FRACTION, "price"),
    end("hourly rate|daily rate|rental rate|room rate|toll|replacement cost|wage|tip|charge", FRACTION, "price"),
    end("price|unit price|cost|fee|price cents|unit price cents|list price|fare", INT, "integer").with("min=100 max=50000"),
    end("price|unit price|list price|cost", TEXT, "pattern").with("pattern=[1-9][0-9]{0,2}\\.[0-9]9"),
    end("quantity|qty|quantity ordered|pieces|units ordered|qty ordered|item count|items", INT | FRACTION, "quantity"),
    end("qty shipped|qty received|order qty|order quantity|min quantity|min qty", INT | FRACTION, "quantity"),
    end("quantity per unit|package size|pack size|unit size|package|packaging", TEXT, "values")
        .with("values=10+boxes+x+20+bags|24+-+12+oz+bottles|12+-+550+ml+bottles|36+boxes|1+kg+pkg.|50+bags+x+30+sachets"),
    end("quantity|qty", TEXT, "pattern").with("pattern=[1-9][0-9]?"),
    end("units in stock|in stock|stock|stock level|stock quantity|stock qty|on hand|inventory|num in stock", INT, "integer")
        .with("min=0 max=500"),
    end("units on order|on order|reorder level|reorder point|safety stock|allocated|num allocated", INT, "integer")
        .with("min=0 max=100"),
    end("low stock threshold|stock threshold|min stock|max stock", INT, "integer").with("min=5 max=50"),
    end("discount|discount rate|discount percent|discount pct|discount percentage|rebate", FRACTION, "discount"),
    end("discount|discount percent|discount rate", INT, "integer").with("min=0 max=50 step=5"),
    end("discount|discount code|coupon|coupon code|promo code|promotion code|voucher|voucher code", TEXT, "code")
        .with("pattern=AAAA-00").from(7),
    end("rating|stars|review score|avg rating|average rating|user rating|score rating", NUMBER, "rating"),
    end("rating", TEXT, "values").with("values=G|PG|PG-13|R|NC-17"),
    end("rating", TEXT, "values").with("values=1|2|3|4|5").of("review|product|feedback|comment"),
    end("payment method|pay method|payment type|payment mode|payment provider|tender|payment gateway", TEXT, "payment_method"),
    end("method|type|name", TEXT, "payment_method").of("payment|tender"),
    end("payment status|payment state|paid status|billing status|billing state|invoice state", TEXT, "values")
        .with("values=pending|authorized|paid|refunded|failed"),
    end("order status|order state|shipment state|shipment status|delivery status|fulfillment status", TEXT, "order_status"),
    end("fulfilment status|shipping status|shipping state|shipping method|order status name", TEXT, "order_status"),
    end("status|state", TEXT, "order_status").of("order|shipment|purchase|delivery|fulfillment|sale|orderline"),
    end("shipping method|ship mode|ship method|delivery method|shipping type|freight type", TEXT, "values")
        .with("values=standard|express|overnight|pickup|economy"),
    end("amount|total|sum|balance|total amount|subtotal|sub total|grand total|total price|net amount", FRACTION, "amount"),
    end("gross amount|tax amount|paid amount|salary|income|revenue|budget|credit|debit|freight|payment", FRACTION, "amount"),
    end("total incl tax|total excl tax|incl tax|excl tax|tax|vat|total tax|total discount|commission", FRACTION, "amount"),
    end("limit amount|credit limit|upper limit|lower limit|deposit|refund|value|turnover|profit|loss|spent", DECIMAL, "amount"),
    end("amount|total|balance|subtotal|amount cents|total cents|salary|budget|revenue|payment|income", INT, "integer")
        .with("min=100 max=100000"),
    end("amount|total|balance|subtotal|amount due", TEXT, "pattern").with("pattern=[1-9][0-9]{1,3}\\.[0-9]{2}"),
    end("currency|currency code|curr|price currency|amount currency|iso currency|base currency", TEXT, "currency_code")
        .from(3),
    end("currency|currency code|iso currency|base currency|default currency", TEXT, "country_currency")
        .from(3).near("country|nation"),
    end("currency|currency code", TEXT, "country_currency").from(3).of("country|nation"),
    end("currency name", TEXT, "currency_name"),
    end("name", TEXT, "currency_name").of("currency"),
    end("code|iso|iso code", TEXT, "currency_code").of("currency"),
    end("currency symbol", TEXT, "currency_symbol"),
    end("symbol|sign", TEXT, "currency_symbol").of("currency"),
    end("symbol|ticker|ticker symbol|stock symbol", TEXT, "code").with("pattern=AAAA"),
    end("iban|bank account|iban number", TEXT, "iban").from(15),
    end("bic|swift|swift code|bic code|bank code|routing number", TEXT, "bic").from(8),
    end("card number|credit card|credit card number|cc number|card no|pan", TEXT, "credit_card").from(13),
    end("masked card|card last 4|last 4|last four|card digits|card last four", TEXT, "code").with("pattern=0000"),
    end("card type|card brand|credit card type", TEXT, "values").with("values=Visa|Mastercard|American+Express|Discover"),
    end("account number|account no|bank account number|acct no|acct number|account code", TEXT, "account_number").from(6),
    end("tax code|vat code|tax class|tax type|tax rate code|shipping tax code", TEXT, "values").with("values=standard|reduced|zero|exempt"),
    end("tax rate|vat rate|interest rate|commission rate|exchange rate|tax percent", FRACTION, "percentage"),
    end("order number|order no|po number|purchase order number|invoice number|invoice no|receipt number", TEXT, "code")
        .with("pattern=AA-000000"),
    end("tracking number|tracking code|awb|waybill|consignment number|tracking no", TEXT, "code").with("pattern=AA000000000AA"),
    end("contract number|policy number|case number|ticket number|claim number|reservation code|pnr", TEXT, "code")
        .with("pattern=AA-000000"),
    end("number|no", TEXT, "code").with("pattern=AA-000000").of("order|invoice|receipt|contract|ticket|claim|case|booking"),
    end("payment terms|terms|incoterms|payment condition|credit terms", TEXT, "values").with("values=net+30|net+60|prepaid|on+delivery"),
    whole("income bracket|price range", TEXT, "values").with("values=low|medium|high"),
    end("plan|tier|subscription|subscription type|plan name|pricing plan|subscription plan", TEXT, "values")
        .with("values=free|basic|standard|premium|enterprise"),
    end("name|code", TEXT, "values").of("plan|tier").with("values=free|basic|standard|premium|enterprise"),
    end("budget unit|price unit", TEXT, "currency_code"),
    end("industry|business type|line of business", TEXT, "values")
        .with("values=agriculture|construction|education|finance|healthcare|manufacturing|retail|software|transport"),
];
