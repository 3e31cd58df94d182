"""Words that mean the same in a question and in a text: abbreviations, everyday words and the formal ones of news.

Our own table. `_` stands for the space in a phrase.
"""

from __future__ import annotations

from functools import lru_cache

_SYNONYMS = """
国防科大 国防科技大学
央行 人民银行
世卫组织 世界卫生组织 who
世贸组织 世界贸易组织 wto
gdp 地区生产总值 国内生产总值 生产总值
高铁 高速铁路
过路费 过桥费 通行费 收费
人大 人民代表大会
政协 政治协商会议
发改委 发展和改革委员会 发展改革委
人社 人力资源和社会保障
文旅 文化和旅游 文化旅游
住建 住房和城乡建设
卫健委 卫生健康委
工信 工业和信息化
中院 中级人民法院
高院 高级人民法院
存准率 存款准备金率
半马 半程马拉松
电诈 电信诈骗
新能源车 新能源汽车
轨道交通 地铁 捷运
公交车 公共汽车 公交 巴士
去世 逝世 离世 病逝 辞世
造价 总投资 耗资 总造价
ceo 首席执行官 行政总裁
教科文组织 unesco
人工智能 ai
中科院 中国科学院
社科院 社会科学院
高考 普通高等学校招生全国统一考试 普通高等学校招生考试 高等学校招生
中考 初中学业水平考试 高中阶段学校招生
cpi 居民消费价格指数 消费价格指数 居民消费价格
ppi 工业生产者出厂价格
社零 社会消费品零售总额
房贷 住房贷款 按揭贷款 购房贷款
车贷 汽车贷款
医保 医疗保险
社保 社会保险
低保 最低生活保障
环保 环境保护 生态环境
城管 城市管理
交警 交通警察
人代会 人民代表大会
国企 国有企业
民企 民营企业
外贸 对外贸易 进出口
自贸区 自由贸易试验区
高新区 高新技术产业开发区 高新技术开发区
经开区 经济技术开发区 经济开发区
产值 增加值
经济总量 地区生产总值 国内生产总值
自来水 居民用水 生活用水 居民生活用水 供水
狗 犬
轮渡 渡轮 客船 渡船
客轮 客船
老人 老年人 长者
小孩 儿童 小童
双职工 双缴存
司机 驾驶员 车长
星期一 周一 礼拜一
星期二 周二 礼拜二
星期三 周三 礼拜三
星期四 周四 礼拜四
星期五 周五 礼拜五
星期六 周六 礼拜六
星期日 星期天 周日 礼拜天
医生 大夫 医师
妻子 太太 夫人
花费 耗资 斥资
工资 薪酬 月薪 薪资 薪水 工钱
房价 楼价 住宅价格 住房价格 商品房价格
油价 汽油价格 成品油价格
票价 车票价格 车费 乘车费
门票 入场券 入园券
停车费 泊车费
物业费 物业管理费
水价 自来水价格 用水价格 供水价格
水费 自来水价格 用水价格
电价 用电价格
气价 天然气价格 燃气价格
学费 学杂费
退休金 养老金
降价 减价 价格下调
涨价 加价 提价 价格上调
开张 开业
完工 竣工 建成 落成
动工 开工 动土 奠基
堵车 塞车 拥堵
封路 封闭施工 封闭交通
车祸 交通事故
着火 起火 失火 火灾
丧生 遇难 罹难 死亡
失联 失踪
水灾 洪灾 洪水 洪涝
强降雨 暴雨
停电 断电 供电中断
停水 断水 供水中断
被抓 抓获 落网 被捕
判刑 判处 获刑
小偷 窃贼
老师 教师
幼儿园 幼稚园
看病 就诊 就医
打疫苗 接种疫苗 疫苗接种
病人 患者
出租车 的士 计程车
自行车 单车 脚踏车
手机 移动电话
电脑 计算机
短信 简讯
软件 软体
芯片 晶片
充电桩 充电站 充电设施
车位 停车位 泊位
电梯 升降机
菜市场 农贸市场
商场 购物中心
饭店 餐馆 餐厅 酒楼
宾馆 酒店 旅馆
观光客 游客
景点 景区
夺冠 冠军 夺魁
第一名 冠军
第二名 亚军
第三名 季军
主帅 主教练
破门 进球
营收 营业收入
净利 净利润 纯利
表决 投票
辞职 请辞 卸任
上任 就任 履新 出任
拆掉 拆除 清拆
维修 修缮 整修 检修
狗证 犬证 养犬登记
狗绳 牵引绳 牵引带
上户口 落户
歇业 停业 关门
闭馆 休馆
垃圾分类 生活垃圾分类
二手房 存量房
新房 商品房
打工人 务工人员 劳动者
农民工 务工人员
网购 电商 网上零售
外商 外资
载客 乘坐 能坐
雇员 员工 职工
倒闭 破产
发烧 发热
流感 流行性感冒
ipo public_listing flotation
layoffs job_cuts redundancies
petrol gasoline
lorry truck
metro subway underground
film movie
flat apartment
quake earthquake tremor
blaze fire
jail prison
pensioners elderly
ticket_price fare
step_down resign quit
killed died dead
hurt injured wounded
"""


@lru_cache(maxsize=1)
def synonyms() -> tuple[tuple[str, ...], ...]:
    """Groups of folded words that mean the same."""
    lines = _SYNONYMS.strip().splitlines()
    return tuple(tuple(word.replace("_", " ") for word in line.split()) for line in lines)
