"""A small dictionary of the words that questions about news are made of, from English to Chinese.

Our own table: places and institutions, offices, measures, common nouns and verbs of news, countries, provinces, large
cities, organisations. It helps to find and to accept Chinese passages for English questions; nothing is translated
with it. What it lacks simply counts as not found.
"""

from __future__ import annotations

from functools import lru_cache

# English forms, separated by slashes, and the Chinese words that any of them can stand for.
_TABLE = """
governor = 省长 州长; vice governor/deputy governor = 副省长; mayor = 市长 镇长
deputy mayor/vice mayor = 副市长; party secretary/secretary of the party = 书记; deputy party secretary = 副书记
secretary-general = 秘书长; secretary = 书记 秘书 部长; county head/county magistrate = 县长
minister = 部长 大臣; vice minister = 副部长; ministry = 部; prime minister/premier = 总理 首相
president = 总统 主席 校长 总裁 行长 院长 会长; chairman/chairwoman/chair = 主席 董事长 主任 会长
vice president = 副总统 副主席 副校长 副总裁; chief executive/ceo = 行政长官 首席执行官 行政总裁 总裁 总经理
general manager = 总经理; manager = 经理; director = 局长 主任 馆长 院长 厅长 导演 所长 处长 董事
director-general = 局长 署长 总干事; deputy director = 副局长 副主任 副厅长 副院长
head = 局长 主任 负责人 厅长 行长 校长 关长 馆长 处长 部长 会长; chief = 局长 负责人 首席 关长 主任
curator = 馆长; headmaster/headteacher/principal = 校长; teacher = 老师 教师; professor = 教授
researcher/scientist = 研究员 科学家 科研 专家; expert/specialist = 专家; engineer = 工程师
architect = 建筑师 设计师; designer = 设计师; doctor/physician = 医生; nurse = 护士; judge = 法官 审判长 裁判
presiding judge = 审判长; lawyer = 律师; prosecutor = 检察官; police = 警方 警察 公安 民警; officer = 官员 警官
driver = 司机; captain = 船长 队长; pilot = 飞行员 机长; keeper = 饲养员; farmer = 农民 农户; worker = 工人 职工
volunteer = 志愿者; spokesman/spokeswoman/spokesperson = 发言人; reporter/journalist = 记者
author/writer = 作者 作家; poet = 诗人; painter/artist = 画家 艺术家; sculptor = 雕塑家; founder = 创始人 创办人
leader = 领导 领导人 负责人 队长; coach = 教练; player = 球员 选手; student = 学生; pupil = 学生
member = 成员 委员; delegate/deputy = 代表; resident/citizen = 居民 市民; people = 人 人口 群众
passenger = 乘客 旅客 人次; tourist = 游客; visitor = 游客 观众; victim = 被害人 受害者 遇难者
patient = 患者 病人; child/children/kid = 儿童 孩子 子女 少年; woman/women/female = 女 女性 女子 妇女 雌性
man/men/male = 男 男性 男子 雄性; wife = 妻子 夫人; husband = 丈夫; father = 父亲 之父; mother = 母亲
son = 儿子; daughter = 女儿; brother = 兄弟 哥哥 弟弟; sister = 姐姐 妹妹; family = 家庭 家人 祖籍
household = 户; elderly/old people = 老年人 老人; emperor = 皇帝 宗 帝; king = 国王 王; queen = 王后 女王 王
empress = 皇后 后; duke = 公; wedding/marry/marriage = 结婚 婚礼; birth/born = 出生 生于
death/die/dead/died = 逝世 去世 死亡 遇难; age/old = 岁 年龄; government = 政府; bureau = 局
department = 厅 部门 局; office = 办公室 处 办; commission = 委员会 委; committee = 委员会
council = 委员会 议会 理事会; education = 教育; water resources = 水利
transport/transportation/traffic = 交通 运输; health = 卫生 健康; culture = 文化; tourism/travel = 旅游 文旅
finance = 财政 金融; statistics = 统计; public security = 公安; agriculture = 农业 农村; housing = 住房 住建
environment = 环境 生态; seismological = 地震; meteorological/weather = 气象 天气; customs = 海关
post office = 邮局; court = 法院; intermediate court/intermediate people's court = 中级人民法院 中院
congress = 大会 代表大会; people's congress = 人大 人民代表大会; conference = 会议 大会; meeting = 会议 会
session = 届 会议; cyberspace = 网信 网络 网络安全; network security/cybersecurity = 网络安全
press conference = 发布会; university = 大学; college = 学院; academy = 书院 学院 科学院
institute = 研究所 研究院 学院; school = 学校; primary school/elementary school = 小学
middle school = 中学 初中; high school = 高中 中学; kindergarten = 幼儿园; class = 班 班级; class size = 每班
enrolment/enrollment/admission = 入学 招生; registration/register = 报名 登记; laboratory/lab = 实验室
research = 研究 科研; research and development/r&d = 研发 研究; innovation = 创新; science = 科学 科技
technology = 技术 科技; platform = 平台; project = 项目 工程; patent = 专利; paper = 论文
journal/magazine = 杂志 期刊; newspaper = 报 报纸; book = 书 图书 藏书 册; novel = 小说; film/movie = 电影 片
drama = 电视剧 剧; television = 电视; series = 剧 系列; song = 歌; music = 音乐; museum = 博物馆 博物院
library = 图书馆; theatre/theater = 剧院; gallery = 美术馆; zoo = 动物园; park = 公园; hospital = 医院
hotel = 酒店; restaurant = 餐厅 餐馆; temple = 寺 庙; church = 教堂; tower = 塔 楼; palace = 宫 皇宫; tomb = 墓
wall = 墙; gate = 门; square = 广场 方; city = 市 城市; county = 县; province/provincial = 省; district = 区
town = 镇 古城; township = 乡; village = 村; region = 地区 大区 区; capital = 首都 首府 省会; street = 街
road = 路 公路; expressway/motorway/highway = 高速公路 公路; bridge = 桥 大桥; tunnel = 隧道; station = 站 车站
railway/railroad = 铁路; railway station/train station = 火车站 车站
high-speed railway/high-speed rail/high-speed line/high-speed train/high speed railway/high speed rail = 高铁 高速铁路
metro/subway/underground = 地铁; line = 线 号线; track gauge/gauge = 轨距; train = 列车 火车; bus = 公交 巴士 路
taxi = 出租车; car/vehicle = 车 汽车; new energy vehicle/electric car/electric vehicle = 新能源汽车 电动车
bicycle/bike = 自行车; ship = 船; ferry = 渡船 渡轮 轮渡; port/harbour/harbor = 港 港口; airport = 机场
plane/aircraft/airplane = 飞机; fighter/fighter plane/fighter aircraft = 战斗机; flight = 航班
cableway/cable car = 索道 缆车; maglev = 磁浮 磁悬浮; reservoir = 水库; dam = 大坝 水库 坝; river = 河 江
lake = 湖; sea = 海; ocean = 洋; mountain/mount/mt = 山; peak/summit = 峰 主峰; hill = 山 丘; valley = 谷
gorge/canyon = 峡谷 峡; island/isle/islands = 岛 群岛 洲; forest = 森林 林; desert = 沙漠; wetland = 湿地
reserve = 保护区; grassland = 草原; farm = 农场; farmland = 农田 耕地; roof = 屋顶; well = 井 古井; cave = 洞
bay = 湾; beach = 海滩; north/northern = 北; south/southern = 南; east/eastern = 东; west/western = 西
central = 中央 中部; centre/center = 中心; supercomputer/supercomputing = 超级计算 超级计算机
computer = 计算机 电脑; chip = 芯片; photonic = 光子; software = 软件; internet = 互联网 网络; robot = 机器人
satellite = 卫星; rocket = 火箭; space = 航天 太空; electricity/power = 电 电力; solar = 太阳能 光伏
nuclear = 核; coal = 煤; oil = 石油 油; gas = 天然气 气; gold = 金; silver = 银; bronze = 铜 青铜; steel = 钢
stone = 石; wood/wooden = 木; silk = 丝 帛 素; paper-cut = 剪纸; jade = 玉; iron = 铁; tea = 茶; rice = 稻 米
hybrid rice = 杂交水稻; wheat = 小麦; fruit = 果 水果; vegetable = 蔬菜; fish = 鱼; bird = 鸟 水鸟; panda = 熊猫
giant panda = 大熊猫; tiger = 虎; horse = 马; sheep/goat/ram = 羊; pig/pork = 猪; dog = 狗 犬; cat = 猫
whale = 鲸; lobster = 螯虾 龙虾; tree = 树; flower/petal = 花 花瓣; leaf/leaves = 叶; plant = 植物 厂
spoonbill = 琵鹭; black-faced = 黑脸; fossil = 化石; specimen = 标本; seed = 籽 种子; animal = 动物
species = 种 物种; virus = 病毒; flu/influenza = 流感; vaccine = 疫苗; disease/illness = 病 疾病; cancer = 癌
medicine/drug = 药 药物; surgery = 手术; blood = 血; food = 食品 食物; feed on/eat = 食 为食 吃
banned drugs = 禁药; earthquake/quake = 地震; flood = 洪水 洪灾; typhoon = 台风; drought = 干旱; fire = 火灾 火
storm = 暴雨; rain = 雨; snow = 雪; heat = 高温; magnitude/strong = 级; depth = 深度; accident = 事故
injured/injury = 受伤 伤; missing = 失踪; rescue = 救援; relief = 救灾; damage = 损坏 破坏; crack = 裂缝
collapse = 坍塌 倒塌; war = 战争 战; battle = 战 战役; army/troops = 军 军队 部队; navy = 海军; weapon = 武器
peace = 和平; treaty/agreement = 条约 协议 协定; policy = 政策; law = 法 法律; law enforcement = 执法
rule = 规定; reform = 改革; election/elect = 选举 当选; vote = 投票 票; crime = 犯罪 罪; fraud = 诈骗
telecom fraud = 电信诈骗; theft = 盗窃; charge/accuse = 指控 被控 收费; sentence = 判处 判决 刑
prison = 监狱 有期徒刑 徒刑; fine = 罚款 罚金; trial = 审判 庭审; case = 案 案件; appeal = 上诉
arrest = 逮捕 抓获; economy = 经济; gdp/gross domestic product = 地区生产总值 国内生产总值 生产总值
growth/grow/rise/increase/raise/went up/gone up = 增长 增加 上涨 上调 提高 上升 加高
fall/drop/decline/decrease/cut/reduce/go down = 下降 下调 减少 降 下跌 减; revenue = 收入 营收; income = 收入
profit = 利润; loss = 亏损 损失; sales = 销售 销量; export = 出口; import = 进口; trade = 贸易; market = 市场
investment/invest = 投资; cost = 费用 投资 造价 成本 花 元; price = 价格 票价 价 元; ticket = 票 票价 门票
second-class = 二等座; first-class = 一等座; single = 单程; fare = 票价 车费; toll = 过桥费 收费 过路费 通行费
fee = 费 费用; tax = 税; budget = 预算; loan = 贷款; interest rate/rate = 利率 率; bank = 银行
central bank = 央行 中国人民银行 中央银行; reserve requirement ratio/reserve ratio = 存款准备金率 存准率 降准
liquidity = 流动性; long-term = 长期; provident fund/housing provident fund = 公积金; pension = 养老金 养老
insurance = 保险; wage/salary = 工资; bond = 债券; stock/share = 股票 股; fund = 基金; company/firm = 公司 企业
enterprise = 企业; high-tech = 高新技术 高科技; industry/industrial = 工业 产业; factory = 厂 工厂; brand = 品牌
product = 产品; shop/store = 店 商店; customer = 客户 顾客; order = 订单; contract = 合同
developer = 开发商 发展商; house/home/flat/apartment = 房 住房 房屋 户 单位; rent = 租金; land = 土地
cargo/freight = 货物 货运; throughput = 吞吐量; container = 集装箱; clearance = 通关
first quarter = 一季度 第一季度; second quarter = 二季度; third quarter = 三季度; fourth quarter = 四季度
quarter = 季度; half of the year = 半年; year = 年; month = 月; week = 周; day = 天 日; hour = 小时 时
minute = 分钟 分; second = 秒 第二 二; morning = 上午; afternoon = 下午; evening = 晚上; spring = 春
summer = 夏; autumn = 秋; winter = 冬; century = 世纪; season = 季; breeding = 生殖 繁殖; decade = 十年
long/length = 长 全长 长度; high/tall/height = 高 高度 海拔; altitude/elevation = 海拔; wide/width = 宽 宽度
deep = 深; heavy/weigh/weight = 重 体重 重量; big/large/largest/size = 大 最大 面积; area = 面积 地区 地区周围
speed/fast = 速度 时速 快; span = 跨 跨径; main span = 主跨; metre/meter = 米; kilometre/kilometer = 公里 千米
centimetre/centimeter = 厘米 公分; tonne/ton = 吨; kilogram/kilo = 公斤 千克; percent/per cent = % 百分之
number = 数 号 编号 数量; temperature = 温度 气温 室温; population = 人口; census = 人口普查 普查; total = 总 共
world = 世界; national = 国家 全国; international = 国际; local = 当地 本地; public = 公众 公共
open/opening = 开放 开通 通车 开馆 开业 运营; close = 关闭 封闭 闭馆 闭
build/construct/construction = 建 建设 修建 建成 建造; design/designed = 设计
found/establish/set up = 创立 成立 设立 创建 创办; discover/find = 发现 找到; invent = 发明
win/won/winner/champion = 冠军 获得 获 夺冠; lose = 输; prize/award = 奖 奖项; gold medal = 金牌
record = 纪录 记录; course record = 赛会纪录; race = 赛 比赛 子; marathon = 马拉松
half marathon = 半程马拉松 半马; match/game = 比赛 赛; team = 队 团队; football = 足球; basketball = 篮球
olympic/olympics = 奥运 奥运会; world cup = 世界杯; world champion = 世界冠军; runner = 选手; league = 联赛
finish = 终点 完成; start/begin/began = 开始 起 开工; end = 结束 停止 止; publish = 出版 发表 刊登 发布
announce = 宣布 公布 发布; release = 释放 发布 公布 提供; say/said = 说 表示 称; attend = 出席 参加
preside/preside over = 主持; lead/led = 带领 率领 领导 负责; drive/drove = 司机 驾驶 开; name = 名 名字 命名
name board = 匾额; other names = 别名 别称; common name = 俗名; title = 头衔 谥号 称号; posthumous title = 谥号
courtesy name = 字; language = 语言 语; english = 英文 英语; status = 地位; state = 状态 国家; kind = 种
material = 材料 材; reason/why = 因 因为 由于 原因 为了; plan = 计划 规划; goal/target/aim = 目标; task = 任务
position/post = 职务 任 担任 职位; job = 工作 职务; work = 工程 工作; inspection = 验收 检查
strengthen/strengthening/reinforcement = 加固; resettle/resettlement/relocate = 移民 安置 搬迁
irrigate/irrigation = 灌溉; document = 材料 文件 证; migrant worker = 随迁 务工 农民工; twin = 双胞胎
notice/notify = 通知 通报; positivity rate = 阳性率; country/countries/nation = 国家 国
travel/journey = 前往 旅行; accompany = 护送 陪同; live/lived = 生活 居住 住; own = 拥有; use = 使用 用
sell/sold = 出售 卖; buy/bought = 购买 买; pay = 支付; donate = 捐; collect = 收 收费 收取 收藏
photograph/photo = 拍 照片; drone = 无人机; count = 调查 记到 统计; survey/investigation = 调查
sculpture/statue = 雕塑 铜像 像; bronze statue = 铜像; robe = 襌衣 衣; slip = 简 简牍; relic = 文物
heritage = 遗产; world heritage = 世界遗产 世界文化遗产; dynasty = 朝 代; ancient = 古 古代; old = 老 古 旧 岁
new = 新; former = 原 前; current/currently/now/today/nowadays = 现任 目前 现在 如今 今
first = 第一 首 首次 首届; last = 最后; early/earlier = 早; late = 晚; founded = 创立 成立
dragon boat = 龙舟 端午; spring festival = 春节; mid-autumn = 中秋; festival = 节 节日; ceremony = 仪式
anniversary = 周年; exhibition = 展 展览; performance = 表演; belt and road = 一带一路; poverty = 贫困
rural = 农村 乡村; urban = 城镇 城市; cyber = 网络; kitchen = 厨房; garden = 园 花园; pier = 桥墩
lift/elevator = 电梯; carry/hold = 载 藏 坐; employ = 员工; china/chinese = 中国 中
united states/america/american/us/usa = 美国 美; united kingdom/britain/british/uk = 英国 英
england = 英格兰 英国; japan/japanese = 日本 日; russia/russian = 俄罗斯 俄; germany/german = 德国 德
france/french = 法国 法语 法; italy/italian = 意大利; spain/spanish = 西班牙 西班牙语; india/indian = 印度
south korea/korea/korean = 韩国 朝鲜; north korea = 朝鲜; thailand/thai = 泰国; vietnam/vietnamese = 越南
malaysia = 马来西亚; singapore = 新加坡; indonesia = 印度尼西亚 印尼; philippines = 菲律宾; myanmar/burma = 缅甸
cambodia = 柬埔寨; laos = 老挝; mongolia = 蒙古; kazakhstan = 哈萨克斯坦; pakistan = 巴基斯坦; iran = 伊朗
iraq = 伊拉克; israel = 以色列; turkey = 土耳其; saudi arabia = 沙特; ukraine = 乌克兰; poland = 波兰
austria/austrian = 奥地利; vienna = 维也纳; switzerland/swiss = 瑞士; geneva = 日内瓦; belgium/belgian = 比利时
netherlands/dutch = 荷兰; denmark = 丹麦; sweden = 瑞典; norway = 挪威; finland = 芬兰; greece = 希腊
portugal = 葡萄牙; egypt = 埃及; kenya/kenyan = 肯尼亚; ethiopia/ethiopian = 埃塞俄比亚; south africa = 南非
nigeria = 尼日利亚; brazil/brazilian = 巴西; argentina = 阿根廷; mexico/mexican = 墨西哥
canada/canadian = 加拿大; australia/australian = 澳大利亚 澳; new zealand = 新西兰; europe/european = 欧洲 欧
asia/asian = 亚洲 亚; africa = 非洲; pacific = 太平洋; asia pacific = 亚太; european union/eu = 欧盟
atlanta = 亚特兰大; london = 伦敦; paris = 巴黎; new york = 纽约; washington = 华盛顿; moscow = 莫斯科
tokyo = 东京; seoul = 首尔; berlin = 柏林; bonn = 波恩; rome = 罗马; sydney = 悉尼; melbourne = 墨尔本
bangkok = 曼谷; xian/xi'an = 西安; yanan/yan'an = 延安; hong kong = 香港; macau/macao = 澳门; taiwan = 台湾
taipei = 台北; tibet = 西藏; inner mongolia = 内蒙古; xinjiang = 新疆; shaanxi = 陕西; shanxi = 山西
the yangtze/yangtze/yangtze river = 长江; yellow river = 黄河; pearl river = 珠江; great wall = 长城
forbidden city = 故宫 紫禁城; chinatown = 唐人街 牛车水; broadway = 百老汇; united nations/un = 联合国
unesco = 联合国教科文组织 教科文组织; silk road = 丝绸之路
world health organization/world health organisation/who = 世界卫生组织 世卫组织 世卫
world trade organization/wto = 世界贸易组织 世贸组织; international monetary fund/imf = 国际货币基金组织
people's bank of china/pboc = 中国人民银行 央行; ministry of finance = 财政部; ministry of education = 教育部
ministry of commerce = 商务部; ministry of foreign affairs/foreign ministry = 外交部
ministry of human resources and social security = 人力资源和社会保障部 人社部; state council = 国务院
politburo = 政治局; communist party = 共产党 中共; national people's congress/npc = 全国人大
supreme people's court/supreme court = 最高人民法院 最高法院; chinese academy of sciences = 中国科学院 中科院
national university of defense technology/national university of defence technology/nudt = 国防科技大学 国防科大
tsinghua university = 清华大学; peking university = 北京大学; world cultural heritage = 世界文化遗产
natural heritage = 自然遗产; orange isle = 橘子洲; border town = 边城; three kingdoms = 三国; confucius = 孔子
qin dynasty = 秦朝 秦代; han dynasty = 汉代 汉朝; tang dynasty = 唐代 唐朝; song dynasty = 宋代 宋朝
ming dynasty = 明代 明朝; qing dynasty = 清代 清朝; republic of china/the republic = 民国; manga = 漫画
villager = 村民; flash flood = 山洪; mudslide = 泥石流; landslide = 滑坡 塌方; evacuate/evacuation = 转移 疏散 撤离
move/moved = 转移 搬 迁; shelter = 安置点 避难; rainfall = 降雨 降雨量 雨量; millimetre/millimeter = 毫米
wind = 风; water level = 水位; dyke/dike/embankment/levee = 堤 大堤 堤防; warning/alert = 预警 警报 警告
red = 红; orange = 橙; yellow = 黄; blue = 蓝; green = 绿; white = 白; black = 黑; explosion/explode = 爆炸
smoke = 烟; gas leak/leak = 泄漏 泄露; crash/collide/collision = 相撞 碰撞 坠毁 追尾; delay/delayed = 延误 晚点 推迟
cancel = 取消; suspend/suspension = 停运 暂停 停驶 停; resume/restore = 恢复; tap water = 自来水; power supply = 供电
in charge/in charge of = 分管 负责 主管; approve/approval = 批准 通过 审批; inspect = 检查 视察 调研; visit = 访问 参观 看望
sign = 签署 签订 签约; ban = 禁止 禁; limit = 限制 限 上限; speed limit = 限速; deadline = 截止 期限 前
apply/application = 申请 报名; eligible/qualify = 符合条件 可以; permit/licence/license = 证 许可 许可证
residence permit = 居住证; identity card/id card = 身份证; subsidy/allowance = 补贴 补助 津贴; discount = 优惠 折 打折
retire/retirement = 退休; pensioner = 退休人员 老年人; hire/recruit/recruitment = 招聘 招收 招; unemployment = 失业
birth rate = 出生率; exhibit = 展出 展品; guest = 嘉宾 来宾; speech = 讲话 致辞 发言; report = 报告 报道
interview = 采访 面试; launch = 发布 发射 启动 推出; parking/parking space = 停车 车位 停车位; bus stop = 公交站 车站
route = 线路 路线 航线; stop = 站 停; interchange/transfer = 换乘; carriage = 车厢; timetable = 时刻表
petrol/gasoline = 汽油; diesel = 柴油; oil price = 油价; litre/liter = 升; base station = 基站; user/subscriber = 用户
mobile/mobile phone = 手机 移动电话; theme = 主题; spectator/attendance = 观众 现场观众; audience = 观众 听众
score/result = 比分 成绩 得分; draw/drew = 平 战平; goal/goals = 进球 球 目标; point/points = 分 积分; round = 轮
defeat/beat = 战胜 击败 胜; crop/crops = 农作物 作物; harvest = 收获 收割 丰收; livestock = 牲畜 家畜
infection/infected = 感染; symptom = 症状; bed/beds = 床位 病床 床; ward = 病房; clinic = 门诊 诊所 卫生室
outpatient = 门诊; ambulance = 救护车; emergency = 急救 应急 急诊; blood donation = 献血; diagnose = 诊断 确诊
medical insurance/health insurance = 医保 医疗保险; exam/examination = 考试; gaokao/college entrance exam = 高考
scholarship = 奖学金; graduate/graduation = 毕业; tuition/tuition fee = 学费; dormitory = 宿舍; canteen = 食堂
dean = 院长; campus = 校区 校园; stadium = 体育场; gym/gymnasium = 体育馆 健身; swimming pool = 游泳馆 游泳池
cinema = 影院 电影院; box office = 票房; premiere = 首映; actor/actress = 演员; singer = 歌手; concert = 音乐会 演唱会
documentary = 纪录片; episode = 集; painting = 画 绘画; calligraphy = 书法; pottery/ceramics = 陶 陶瓷 陶器
porcelain = 瓷 瓷器; kiln = 窑; lamp = 灯; coin = 钱币 铜钱; unearth/unearthed/excavate = 出土 发掘 发现
inscription/engraved/carved = 铭文 刻 刻有; manuscript = 手稿; shipwreck/wreck = 沉船 古船; salvage = 打捞
business hours/opening hours = 开放时间 营业时间; free/free of charge = 免费 免; weekday = 工作日 平日; weekend = 周末
monday = 周一 星期一; tuesday = 周二 星期二; wednesday = 周三 星期三; thursday = 周四 星期四; friday = 周五 星期五
saturday = 周六 星期六; sunday = 周日 星期日 星期天; adult = 成人; senior = 长者 老年人 老人; half price = 半价
monthly = 每月 月; annual/yearly/per year = 每年 年; daily/per day = 每天 每日 日; per capita = 人均; average = 平均
disposable income = 可支配收入; added value = 增加值; output = 产量 产值; surplus = 顺差; deficit = 逆差 赤字
foreign trade = 外贸 进出口; partner = 伙伴; listed/go public/ipo = 上市; shareholder = 股东; billion yuan = 亿元
ceo of/boss = 总经理 董事长; head office/headquarters/headquartered = 总部; branch = 分 支行 分馆; staff = 员工 职工 人员
ordinance/regulation = 条例 规定; article = 条; penalty = 处罚 罚款; licence plate = 车牌; suspect = 嫌疑人
defendant/accused = 被告 被告人; verdict = 判决; lawsuit = 诉讼; compensation/compensate = 赔偿 补偿
transplant = 移植; acquire/takeover/merger = 收购 并购 合并; layoff/lay off = 裁员; strike = 罢工; protest = 抗议
tram = 电车; pier/wharf = 码头; crew = 船员 机组; hydrogen = 氢; battery = 电池; charging = 充电; wind power = 风电
garbage/rubbish/waste = 垃圾; sewage = 污水; pollution = 污染; air quality = 空气质量; carbon = 碳; ranger = 巡护员
"""


@lru_cache(maxsize=1)
def lexicon() -> dict[str, tuple[str, ...]]:
    """English word or phrase in lower case → the Chinese words that it can stand for, the most usual first."""
    entries: dict[str, tuple[str, ...]] = {}
    for entry in _TABLE.strip().replace("\n", ";").split(";"):
        english, _, chinese = entry.strip().partition(" = ")
        for form in english.strip().split("/"):
            entries[form] = tuple(dict.fromkeys((*entries.get(form, ()), *chinese.split())))
    return entries


def base_forms(word: str) -> list[str]:
    """The word and what it may be an inflected form of: cities → city, stopped → stop, buses → bus, raised → raise."""
    forms = [word]
    for ending, replacement in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > 1:
            stem = word[: -len(ending)]
            forms.append(stem + replacement)
            if ending in ("ed", "ing") and len(stem) > 3 and stem[-1] == stem[-2]:
                forms.append(stem[:-1])
    return forms


_ENDINGS = (
    ("ies", "y"),
    ("ied", "y"),
    ("es", ""),
    ("s", ""),
    ("ed", ""),
    ("ed", "e"),
    ("ing", ""),
    ("ing", "e"),
    ("'s", ""),
)
