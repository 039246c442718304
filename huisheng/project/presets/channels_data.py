"""The ways in (requirements A1). Those whose doors are built are open; the others wait for their connectors."""

from .shapes import ChannelPreset

CHANNELS: tuple[ChannelPreset, ...] = (
    ChannelPreset("web", "网页表单", "Web form"),
    ChannelPreset("phone", "电话", "Phone"),
    ChannelPreset("walk_in", "到店", "Walk-in"),
    ChannelPreset("email", "邮件", "Email"),
    ChannelPreset("api", "接口", "API"),
    ChannelPreset("chat", "在线客服", "Live chat"),
    ChannelPreset("wechat", "微信", "WeChat"),
    ChannelPreset("internal", "内部登记", "Internal"),
)

UNITS = {"phone": 3, "chat": 2, "wechat": 2}  # how much one fills a desk, where it is more than the usual one; ours
REPLY_HOURS = {"wechat": 48}  # the platform takes no answer later than this after the customer's last words
