"""The house's vocabulary on the first day: teams, categories, tag groups, customer tiers (requirements A2, A12)."""

from .shapes import CategoryPreset, TagGroupPreset, TagPreset, TeamPreset, TierPreset

TEAMS: tuple[TeamPreset, ...] = (
    TeamPreset("cs1", "客服一组", "Customer service 1"),
    TeamPreset("cs2", "客服二组", "Customer service 2"),
    TeamPreset("product", "产品部", "Product"),
    TeamPreset("warehouse", "仓库", "Warehouse"),
    TeamPreset("tech", "技术部", "Technology"),
    TeamPreset("aftersales", "售后部", "After-sales"),
)

COMPLAINTS: tuple[str, ...] = (
    "complaint",
    "complaint_quality",
    "complaint_service",
    "complaint_delay",
)
REPAIRS: tuple[str, ...] = ("repair", "repair_product", "repair_app")

# Complaints stay with customer service, who own them to the end and ask the departments (requirements S0 首问负责).
CATEGORIES: tuple[CategoryPreset, ...] = (
    CategoryPreset("consult", "服务咨询", "Question", "consult", "cs1", source="S3"),
    CategoryPreset("suggestion", "功能建议", "Suggestion", "suggestion", "product", source="S3"),
    CategoryPreset("complaint", "投诉举报", "Complaint", "complaint", "cs1", source="S3"),
    CategoryPreset(
        "complaint_quality",
        "产品质量",
        "Product quality",
        "complaint",
        "cs1",
        "complaint",
        "S4",
    ),
    CategoryPreset(
        "complaint_service",
        "服务体验",
        "Service experience",
        "complaint",
        "cs1",
        "complaint",
        "S4",
    ),
    CategoryPreset("complaint_delay", "售后延迟", "Delay", "complaint", "cs1", "complaint", "S4"),
    CategoryPreset("repair", "故障报修", "Fault and repair", "repair", "cs2", source="S3"),
    CategoryPreset("repair_product", "产品故障", "Product fault", "repair", "cs2", "repair"),
    CategoryPreset(
        "repair_app",
        "网站与 APP 问题",
        "Site or app problem",
        "repair",
        "cs2",
        "repair",
    ),
    CategoryPreset("praise", "表扬感谢", "Praise and thanks", "praise", "cs1"),
)

DEFAULT_CATEGORY = "consult"

TAG_GROUPS: tuple[TagGroupPreset, ...] = (
    TagGroupPreset(
        "line",
        "业务线",
        "Business line",
        multiple=False,
        source="S3",
        tags=(
            TagPreset("pre_sale", "售前", "Before sale"),
            TagPreset("in_sale", "售中", "During sale"),
            TagPreset("after_sale", "售后", "After sale"),
        ),
    ),
    TagGroupPreset(
        "urgency",
        "紧急程度",
        "Urgency",
        multiple=False,
        source="S3",
        tags=(
            TagPreset("normal", "普通", "Normal"),
            TagPreset("urgent", "紧急", "Urgent"),
            TagPreset("critical", "特急", "Most urgent"),
        ),
    ),
    TagGroupPreset(
        "problem",
        "问题类型",
        "Kind of problem",
        multiple=True,
        required_for=COMPLAINTS + REPAIRS,
        source="S3",
        tags=(
            TagPreset("hard_to_use", "操作困难", "Hard to use"),
            TagPreset("wrong_data", "数据错误", "Wrong data"),
            TagPreset("logistics", "物流异常", "Delivery problem"),
            TagPreset("missing", "漏发", "Missing item"),
            TagPreset("wrong_item", "错发", "Wrong item"),
            TagPreset("damaged", "破损", "Damaged"),
            TagPreset("malfunction", "产品故障", "Does not work"),
            TagPreset("not_as_described", "与描述不符", "Not as described"),
            TagPreset("safety", "安全隐患", "Safety"),
            TagPreset("refund", "退款退货", "Refund and return"),
            TagPreset("exchange", "换货补发", "Exchange or resend"),
            TagPreset("invoice", "发票", "Invoice"),
            TagPreset("price", "价格优惠", "Price and offers"),
            TagPreset("install", "安装维修", "Installation and repair"),
            TagPreset("warranty", "保修政策", "Warranty"),
            TagPreset("waiting", "等待太久", "Long wait"),
            TagPreset("account", "账号与隐私", "Account and privacy"),
            TagPreset("other_problem", "其他", "Other"),
        ),
    ),
    TagGroupPreset(
        "feedback",
        "反馈类型",
        "Kind of feedback",
        multiple=True,
        source="S3",
        tags=(
            TagPreset("attitude", "服务态度", "Attitude"),
            TagPreset("solving", "问题解决", "Problem solving"),
            TagPreset("product_idea", "产品建议", "Product suggestion"),
            TagPreset("report", "投诉举报", "Complaint"),
        ),
    ),
)

OUTSIDE = TagGroupPreset(
    "outside",
    "外部渠道",
    "Outside body",
    multiple=True,
    tags=(
        TagPreset("case_12315", "12315 转来", "From 12315"),
        TagPreset("case_12345", "12345 投诉件", "12345 complaint"),
        TagPreset("case_12345_consult", "12345 咨询件", "12345 enquiry"),
        TagPreset("case_telecom", "电信申诉", "Telecom appeal"),
        TagPreset("case_banking", "银保投诉", "Banking or insurance"),
        TagPreset("case_banking_complex", "银保投诉（复杂）", "Banking or insurance, complex"),
        TagPreset("case_aviation", "民航投诉", "Air passenger"),
        TagPreset("case_express", "快递申诉", "Express delivery"),
        TagPreset("case_securities", "证券投诉", "Securities"),
        TagPreset("case_wechat_pay", "微信支付投诉", "WeChat Pay complaint"),
        TagPreset("case_mini_program", "小程序交易投诉", "Mini program trade complaint"),
    ),
)
TAG_GROUPS += (OUTSIDE,)

TIERS: tuple[TierPreset, ...] = (
    TierPreset("new", "新客户", "New customer", rank=10, source="S4"),
    TierPreset("regular", "老客户", "Regular customer", rank=20, orders=2, source="S4"),
    TierPreset("core", "核心客户", "Core customer", rank=30, yearly_spend=5000, source="S4"),
)
