"""What the shop sells: families, names and prices in yuan."""

from random import Random

GROUPS: dict[str, tuple[str, ...]] = {
    "appliance": (
        "kettle", "cooker", "blender", "humidifier", "purifier", "fan", "heater", "vacuum", "lamp", "speaker", "washer",
    ),
    "custom": ("cup", "musicbox", "tea", "giftbox", "frame"),
    "household": ("pot", "shelf", "shoe_cabinet", "mirror", "screwdriver", "towel"),
}  # fmt: skip
GOODS: dict[str, tuple[tuple[str, int], ...]] = {
    "kettle": (("电热水壶", 139), ("恒温水壶", 219), ("折叠旅行水壶", 129)),
    "cooker": (("电饭煲", 369), ("迷你电饭煲", 199), ("电压力锅", 429), ("电蒸锅", 179)),
    "blender": (("破壁机", 499), ("榨汁杯", 119), ("豆浆机", 289), ("绞肉机", 149)),
    "humidifier": (("加湿器", 169), ("桌面加湿器", 79), ("无雾加湿器", 459)),
    "purifier": (("净水器", 1299), ("台式净饮机", 899), ("厨下净水器", 1099)),
    "fan": (("循环扇", 239), ("落地扇", 199), ("桌面小风扇", 69)),
    "heater": (("暖风机", 259), ("电暖器", 399), ("电热毯", 189)),
    "vacuum": (("吸尘器", 699), ("手持吸尘器", 299), ("除螨仪", 279)),
    "lamp": (("落地灯", 289), ("护眼台灯", 229), ("床头灯", 99), ("小夜灯", 49)),
    "speaker": (("蓝牙音箱", 259), ("浴室音箱", 149)),
    "washer": (("迷你洗衣机", 599), ("内衣洗衣机", 399)),
    "cup": (("定制马克杯", 69), ("刻字保温杯", 129), ("情侣对杯", 118)),
    "musicbox": (("定制音乐盒", 268), ("木质八音盒", 198)),
    "tea": (("定制茶具", 398), ("刻名盖碗", 158), ("旅行茶具", 228)),
    "giftbox": (("伴手礼盒", 168), ("定制礼盒", 258)),
    "frame": (("定制相框", 88), ("木刻画", 208), ("照片摆台", 98)),
    "pot": (("珐琅锅", 359), ("不粘锅", 169), ("砂锅", 129), ("雪平锅", 99)),
    "shelf": (("置物架", 139), ("厨房收纳架", 119), ("洞洞板", 89)),
    "shoe_cabinet": (("鞋柜", 329), ("翻斗鞋柜", 399)),
    "mirror": (("全身镜", 199), ("化妆镜", 89)),
    "screwdriver": (("螺丝刀套装", 79), ("家用工具箱", 159)),
    "towel": (("浴巾套装", 109), ("毛巾礼盒", 89)),
}


def some_goods(families: tuple[str, ...], chance: Random) -> tuple[str, int]:
    """A product of one of these families or groups (none = any) and its price."""
    wanted = [one for name in families for one in GROUPS.get(name, (name,))] or list(GOODS)
    return chance.choice(GOODS[chance.choice(wanted)])
