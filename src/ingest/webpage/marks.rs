//! The words by which the furniture of Chinese web pages is known: headings of lists (相关阅读), lines of rights and
//! editors, buttons, breadcrumbs, labels of leads and captions. Each tells why a line is furniture, which the
//! keeper is shown. A word is in here only if it hardly ever begins a line of text.

use std::sync::LazyLock;

use regex::Regex;

use crate::ingest::dateline::{fold, is_han};

/// Opens a block of furniture that runs on until the text of an article goes on.
const SECTIONS: [(&str, &str); 62] = [
    ("节目列表", "recommended"),
    ("更多图集", "recommended"),
    ("图集推荐", "recommended"),
    ("附件下载", "attachments"),
    ("相关附件", "attachments"),
    ("往期推荐", "recommended"),
    ("往期精彩", "recommended"),
    ("精彩推荐", "recommended"),
    ("推荐阅读", "recommended"),
    ("相关阅读", "recommended"),
    ("相关新闻", "recommended"),
    ("相关报道", "recommended"),
    ("相关链接", "recommended"),
    ("相关文章", "recommended"),
    ("相关推荐", "recommended"),
    ("相关专题", "recommended"),
    ("相关稿件", "recommended"),
    ("相关信息", "recommended"),
    ("相关内容", "recommended"),
    ("相关搜索", "recommended"),
    ("延伸阅读", "recommended"),
    ("延伸推荐", "recommended"),
    ("推荐新闻", "recommended"),
    ("新闻推荐", "recommended"),
    ("阅读推荐", "recommended"),
    ("视频推荐", "recommended"),
    ("文章推荐", "recommended"),
    ("往期回顾", "recommended"),
    ("更多新闻", "recommended"),
    ("精彩图片", "recommended"),
    ("作者最新文章", "recommended"),
    ("为您推荐", "recommended"),
    ("为你推荐", "recommended"),
    ("猜你喜欢", "recommended"),
    ("热门推荐", "recommended"),
    ("图片推荐", "recommended"),
    ("今日推荐", "recommended"),
    ("编辑推荐", "recommended"),
    ("更多推荐", "recommended"),
    ("大家都在看", "recommended"),
    ("更多精彩", "recommended"),
    ("热门", "hot-list"),
    ("热点", "hot-list"),
    ("热搜", "hot-list"),
    ("排行", "hot-list"),
    ("点击榜", "hot-list"),
    ("最新", "hot-list"),
    ("即时播报", "hot-list"),
    ("即时新闻", "hot-list"),
    ("滚动新闻", "hot-list"),
    ("今日头条", "hot-list"),
    ("要闻推荐", "hot-list"),
    ("头条新闻", "hot-list"),
    ("关注我们", "follow-us"),
    ("官方微信", "follow-us"),
    ("友情链接", "links"),
    ("网站地图", "links"),
    ("新闻评论", "comments"),
    ("网友评论", "comments"),
    ("发表评论", "comments"),
    ("最新评论", "comments"),
    ("全部评论", "comments"),
];

/// A single line of furniture.
static LINES: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    [
        (r"^(您|你)?(现在|当前|目前)?的?(所在|当前)?的?(位置|页面)(是|为)?\s*[:>]", "breadcrumb"),
        (r"^(您|你)(当前|现在|目前)?(的|所在)", "breadcrumb"),
        (r"^(网站)?首页\s*([>»/|-]|$)", "breadcrumb"),
        (r"^[^。]{1,60}(>>|»|>)[^。]{1,60}$", "breadcrumb"),
        (r"^([【\[][^】\]]{2,16}[】\]]\s*){3,}$", "tools"),
        (r"^(视频|图片|音频)?(正在)?加载(中|失败)[^。]{0,12}$|^[(（]?(点击)?(展开|收起|查看|阅读)(全文|剩余|更多|下文)[^。，]{0,6}[)）]?$|\[展开\]$|^满意度(评价)?\s*:|^\+?\s*关注$|^\[?点击(图片|查看|放大|大图)[^。]{0,10}\]?$", "tools"),
        (r"^[(（]?(公开方式|信息公开选项|此件公开)[^。]{0,20}[)）]?$", "tools"),
        (r"^[\[【(]?广告[\]】)]?\s*:|^[【\[]?(赞助商|广告)链接|^[^。]{0,60}(原价\s*\d|现价\s*\d|包邮|免费领取[^。]{0,16}$|点击(进入|咨询)[^。]{0,8}$)", "advertisement"),
        (r"^(重播|播放|暂停|全屏)$", "tools"),
        (r"^\d{2}\s\S[^。]{3,50}\s\d{1,2}:\d{2}(\s|$)", "recommended"),
        (r"^\d{1,2}\s*/\s*\d{1,2}$", "picture-number"),
        (r"(?i)^\[img\].*\[/img\]$", "picture"),
        (r"^[^。！？\d][^。！？]{5,40}\s\(?(0[1-9]|1[0-2])-([0-2]\d|3[01])\)?$", "recommended"),
        (r"^(友情|相关|快速)链接\s*:|^(网站|站内)导航\s*:", "links"),
        (r"(?i)copyright|©|版权所有|all rights reserved", "copyright"),
        (r"^\[?【?(版权|免责|特别|郑重|平台|风险|转载|著作权|知识产权|侵权|法律|原创|本[网站报刊]|网站)?(声明|说明|提示)】?\]?\s*:|^[\[【(](版权|免责|转载|著作权|知识产权|侵权)(声明|说明)[】\])]|^[^。，]{0,16}(版权(与|及|和)免责|免责|版权|转载|著作权|知识产权)声明\s*:?$", "copyright"),
        (r"^[(（]?(本文|内容|图片|文中图片|图文|以上图片|配图)(均|皆|及视频)?(系|转|源|来)自[^。]{2,40}[)）]?$|^[(（]?本文(首发于|选自|摘自|综合自)[^。]{2,40}[)）]?$|^[(（]?(图片|文中图片|配图)(均|皆)?来自(网络|互联网)", "copyright"),
        (r"^本文(为|系|是)[^。]{2,24}(原创|独家)(文章|作品|稿件|内容)|^转载(请|需|须|务必)(注明|联系|标注|保留)|^(更多|如需)[^。]{0,6}(资讯|内容|精彩|新闻|信息|原创|详情|服务)[^。]{0,10}(下载|关注|订阅|登录)[^。]{2,30}$", "copyright"),
        (r"代表本(网|站|台|报|刊|平台)(赞同|观点|立场)|^(\d{1,2}[、.]\s*)?如因(作品|稿件)|^(\d{1,2}[、.]\s*)?(文中|本文)[^。]{0,24}(仅供参考|不能代替)|^(\d{1,2}[、.]\s*)?凡(本网|注有|注明|来源)|^凡是[^。]{0,20}(本网|注明|转载|来源)|未经.{0,12}(授权|许可|同意).{0,12}(转载|使用|复制)|^本网(站)?(所有|转载|注明).{0,80}(版权|观点|侵权)|如有侵权|^以上内容.{0,30}(观点|平台)", "copyright"),
        (r"(?i)ICP备|公网安备|ICP证|许可证(编号|号)?\s*:|网站标识码|不良信息举报|违法和不良", "site-footer"),
        (r"^(主办|承办|主管|协办|技术支持|技术保障)(单位)?\s*:|^(网站)?(联系我们|关于我们|网站声明|法律声明|隐私)|建议使用.{0,20}浏览器|(地址|邮编|电话|传真)\s*:.{0,40}(地址|邮编|电话|传真)\s*:|^(地址|邮编|联系电话|举报电话|传真|电话|邮箱|投稿邮箱|新闻热线|客服)\s*:", "site-footer"),
        (r"(?i)^(安装|下载|打开|点击下载|扫码下载)[^。，]{0,12}(客户端|APP)[^。]{0,20}(第一时间|查看|更多|最新|精彩|体验|→)[^。]{0,20}$|^(点击)?关注[^。，]{0,16}(公众号|微信号|微博|视频号|头条号)[^。]{0,20}$|【下载地址】", "share"),
        (r"(?i)^正文已结束|按alt\+4进行评论|^(本文|全文|正文)(完|结束)$|^[-—=\s]*(the\s+)?end[-—=\s]*$", "tools"),
        (r"^(点击|点此|请点击|戳)(进入|查看|阅读|观看|这里)[^。，]{0,16}(专题|全文|原文|更多|详情|链接|大图|视频)?[^。，]{0,4}[:：>»]*$", "recommended"),
        (r"^(分享|转发)(到|至|给)?\s*[:\[]?|^扫(一扫|码)|扫(一扫|描|码).{0,16}(二维码|手机|关注|分享|阅读)|长按.{0,10}二维码|^微信扫|^(微信|微博|QQ空间|QQ好友|朋友圈|新浪微博|腾讯微博|复制链接|收藏|点赞|评论)(\s+\S{1,6})*$", "share"),
        (r"^[【\[]?((上一篇|下一篇|上一条|下一条|前一篇|后一篇)(文章|新闻|资讯|信息)?|上一页|下一页|上篇|下篇|返回(首页|列表|顶部)|回到顶部|返回|关闭|打印|\[?(打印|关闭)(本页|此页|窗口|页面)?\]?)[】\]]?(\s*[:\s\[【<].*)?$", "pager"),
        (r"^(打印本页|关闭窗口|我要纠错|我要打印|我要评论|网上投稿|手机版|电脑版|无障碍|长者模式|繁体|English|登录|注册|搜索|设为首页|加入收藏)", "tools"),
        (r"^[\[【(]?\s*(字体|字号|大小)\s*[:\]]|^[\[【(]?\s*大\s+中\s+小|^((大|中|小|[AT][+-]?|默认|特大|超大)\s*)+$", "tools"),
        (r"^\W*(听新闻|听全文|听文章|听本文|收听(全文|本文|文章|新闻|音频)|朗读(全文|本文|文章)?|(语音|全文|文章)(播报|朗读|收听))(\W*(约|时长|共|需|大约)*\s*\d[\d:/.\s]*(秒|分钟?|min)?)*\W*$", "tools"),
        (r"^\W*(全文|本文)?(共|约|共计|大约)*\s*\d+\s*字\W*(预计)?阅读(本文|全文)?(时长|时间|约|需|大约|共)*\s*\d+\s*(分钟|min)\W*$", "tools"),
        (r"^(今天是|今日是|现在时间|当前时间)|^\d{4}年\d{1,2}月\d{1,2}日\s*(星期|周).\s*(农历|天气|$)", "today"),
        (r"^(浏览|阅读|点击|访问)(次数|量|数)?\s*:?\s*\[?\d*\]?\s*次?$", "counter"),
        (r"^[(（]?第\s*\d+\s*页[)）]?$|^(第?\s*\d+\s*页)?\s*共\s*\d+\s*页|^(\d\s+){2,}|^\[\d{1,2}\](\s*\[?\d{1,2}\]?)+\s*\[?(下一页|尾页)?\]?$|^\d{1,2}(\s+\[?\d{1,2}\]?)+\s*(下一页|尾页)?$|^首页\s+上一页|^(【\d{1,2}】\s*){2,}$", "pages"),
        (r"^[↑↓▲▼]*\s*(点击|戳|长按)?(上方|下方)[^。，]{0,20}关注[^。，]{0,12}$", "follow-us"),
        (r"^(图片|配图|图源|素材|视频)(来源)?\s*[:|丨/]\s*[^。]{2,30}$", "editor"),
        (r"^(点击|戳|轻触|关注)?[↑↓]*(上方|下方|左上角|右上角)?[“「]?蓝色?字[^。]{0,20}$", "follow-us"),
        (r"^收录于(合集|话题)|^#[^#\s]+(\s+#?[^#\s]+)*\s+\d+个$", "tags"),
        (r"(?i)^(尚无|暂无)(数据|内容|评论)$|an error occurred while processing this directive|^(上一期|下一期)(\s+(上一期|下一期))*$", "tools"),
        (r"^([x×]\s*)?(文章|新闻)?(图片|视频|音频|动图|广告|图集)(\s*[x×])?$", "picture"),
        (r"^[^\s|┊│，。]{2,12}(\s*[|┊│]\s*[^|┊│，。]{2,12}){3,}$", "links"),
        (r"^[^\pL\pN]+$", "rule"),
        (r"^\d{1,2}:\d{2}(:\d{2})?\s*/\s*\d{1,2}:\d{2}(:\d{2})?$|^[-=_*~.·]{4,}\s*(分隔线|分割线)?\s*[-=_*~.·]*$|^(顶一下|踩一下|我顶)(\s*\(\d+\))?$", "tools"),
        (r"^\d[\d,]*\s*条评论|^\d[\d,]*人参与|^(我要)?(评论|跟帖|跟贴)$|^网友评论", "comments"),
        (r"(?i)^(腾讯QQ|QQ空间|QQ好友|微信好友|朋友圈|微信|微博|新浪微博|新浪\S{0,4}APP|缩小字体|放大字体|收藏(本文)?|分享(到|至)?|\d*评论|推荐\d*|点赞|赞|赏|举报|复制链接|易信|我要反馈)(\s*(腾讯QQ|QQ空间|QQ好友|微信好友|朋友圈|微信|微博|新浪微博|缩小字体|放大字体|收藏(本文)?|分享(到|至)?|评论|点赞|赞|赏|举报|复制链接|易信|更多|[\d,]+))*:?$", "share"),
        (r"^\d+\s*(秒|分钟|小时|天|周|个?月|年)前$|^(刚刚|今天|昨天|前天)(\s*\d{1,2}:\d{2})?$", "dateline"),
        (r"^(标签|关键词|关键字|tags?)\s*[:：]", "tags"),
        (r"^[(（]?\s*《\s*[^》]{2,12}\s*》\s*[(（]?\s*\d{4}年\s*\d{1,2}月\s*\d{1,2}日[^。]{0,20}版\s*[)）]*$", "editor"),
        (r"^[\(\[【]?(责任编辑|责编|编辑|值班编辑|审核|校对|监制|初审|终审|复审|(文章|信息|稿件)?录入(人|者|员)?\s*:)", "editor"),
        (r"^[\(\[【]?(采写|采访|执笔|撰稿|撰文|供稿|摄影|摄像|供图|制图|美编|排版|剪辑|视频|文案|策划|统筹|出品|设计|翻译|编译|一审|二审|三审|总值班|签发|运营)(人|人员|单位|部门)?\s*[:|丨/]\s*[^。]{2,50}$|^[^，。；]{2,30}供稿(\s+(摄影|图|编辑)\S*)*$", "editor"),
    ]
    .into_iter()
    .filter_map(|(pattern, why)| Some((Regex::new(pattern).ok()?, why)))
    .collect()
});

/// What stands on pages of the web and not on those of newspapers.
static OF_THE_WEB: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)©|\bcopyright\b|all rights reserved|ICP备|公网安备|^(分享|转发)到|^(您|你)?(现在|当前|目前)?的?(所在|当前)的?位置|^[【\[]?(上|下|前|后)一(篇|条|期)|^(浏览|阅读|点击|访问)(次数|量|数)?\s*:|(版权|著作权|知识产权).{0,60}(归|属|所有|保护)|未经.{0,24}(许可|授权|同意).{0,60}(转载|复制|使用)|^转载(请|需|须|务必)注明|^(当前|现在)时间|^(推荐阅读|猜你喜欢|为[您你]推荐|相关文章|热门推荐|往期推荐)\W*$")
        .expect("a valid pattern")
});

static CAPTION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[▲△▼↑↓←→■◆]\s*\S|^(图|上图|下图|图片)(为|\d*\s*[:：为])|(摄|供图|供图\)|摄\)|\s\S{2,4}\s*摄影)$|^(图片|图)\s*(来源|/)|(视觉中国|人民视觉|东方IC|图虫创意|(?:视频|报道|网络|网页|页面)截图|资料图|资料图片)[)）]?$|[\s。](资料|图)$|^\(?(资料图|资料图片|网络图|配图)")
        .expect("a valid pattern")
});

static LEAD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[\[【(（]?\s*(?:核心提示|(?:内容|新闻|本文)?(?:提要|摘要|提示|导读|导语)|阅读提示|划重点|要点|编者按|编前语)\s*(?:[\]】)）]\s*[:：]?|[:：]|$)\s*")
        .expect("a valid pattern")
});

static TAIL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"返回[^，。！？\s]{2,8}(?:[，,]\s*查看更多|首页\s*(?:>>|»|＞＞)?)\s*$|\s(?:相关|推荐)(?:信息|新闻|阅读|链接)\s*[:：]?$|\s*[|｜]$")
        .expect("a valid pattern")
});

/// What stands behind the label of a lead (`核心提示：…`); empty where the label has the line to itself.
pub(crate) fn lead(line: &str) -> Option<&str> {
    let label = LEAD.find(line.trim())?;
    line.trim().get(label.end()..)
}

/// The line without what the site sets behind its last word: a link (`…返回首页>>`), the heading of a list, a rule.
pub(crate) fn without_tail(line: &str) -> &str {
    let cut = TAIL.find(line).filter(|found| found.start() > 0);
    cut.map_or(line, |found| {
        line.get(..found.start()).unwrap_or(line).trim_end()
    })
}

/// The word for the section of furniture that this line opens.
pub(crate) fn section(line: &str) -> Option<&'static str> {
    let bare: String = fold(line)
        .chars()
        .filter(|c| is_han(*c) || c.is_ascii_alphanumeric())
        .collect();
    let count = bare.chars().count();
    SECTIONS
        .iter()
        .find(|(word, _)| {
            bare.starts_with(word) && count <= word.chars().count() + 6
                || (count <= 8 && bare.ends_with(word))
        })
        .map(|(_, why)| *why)
}

/// Is the line one of those that follow a text: its rights, its editor, buttons to share it?
pub(crate) fn is_tail(line: &str) -> bool {
    let after = [
        "copyright",
        "site-footer",
        "share",
        "pager",
        "comments",
        "tags",
        "editor",
    ];
    furniture(line).is_some_and(|why| after.contains(&why))
}

/// Does the line stand on pages of the web alone?
pub(crate) fn is_of_the_web(line: &str) -> bool {
    let folded = unbulleted(line);
    // The words first: to ask what kind of furniture a line is costs far more.
    (OF_THE_WEB.is_match(&folded) || is_on_rights(&folded))
        && furniture(line).or_else(|| section(line)).is_some()
}

/// Why a single line is furniture, whatever stands around it.
pub(crate) fn furniture(line: &str) -> Option<&'static str> {
    let folded = unbulleted(line);
    let count = folded.chars().count();
    if count > 90 && is_on_rights(&folded) {
        return Some("copyright");
    }
    if count > 220 {
        return None;
    }
    LINES
        .iter()
        .find(|(pattern, why)| pattern.is_match(&folded) && (count <= 90 || *why == "copyright"))
        .map(|(_, why)| *why)
}

/// Does a long paragraph speak of rights only?
fn is_on_rights(text: &str) -> bool {
    const WORDS: [&str; 7] = ["版权", "著作权", "知识产权", "转载", "授权", "许可", "侵权"];
    WORDS.iter().filter(|word| text.contains(*word)).count() >= 3
}

/// The line in half-width characters, without the bullet of a list.
fn unbulleted(line: &str) -> String {
    let bullets = |c: char| c.is_whitespace() || "•·●▪■◆".contains(c);
    let line = line.replace("&nbsp;", " ");
    let bare = line.trim().trim_start_matches(bullets);
    fold(if bare.is_empty() { line.trim() } else { bare })
}

/// A caption of a picture.
pub(crate) fn is_caption(line: &str) -> bool {
    line.chars().count() <= 120
        && CAPTION.is_match(line.trim().trim_end_matches(['。', '）', ')']))
        && !line.contains("拍摄")
}

/// Sentences: long enough and punctuated as prose.
pub(crate) fn is_prose(line: &str) -> bool {
    let line = line.trim();
    let count = line.chars().filter(|c| is_han(*c)).count();
    let stops = line.chars().filter(|c| "。！？；!?;".contains(*c)).count();
    let pauses = line.chars().filter(|c| "，,、：:".contains(*c)).count();
    let closed = line.ends_with([
        '。', '！', '？', '；', '…', '”', '：', '!', '?', '）', ')', '」',
    ]);
    (count >= 18 && stops >= 1)
        || (count >= 10 && closed && stops >= 1)
        || (count >= 40 && pauses >= 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_on_rights_go_by_many_names() {
        for line in [
            "转载声明：本站转载此文是为了传递更多信息。",
            "著作权声明：图文归东州日报社所有。",
            "【侵权声明】文中图片来自读者",
            "东州网转载声明：",
        ] {
            assert_eq!(furniture(line), Some("copyright"), "{line}");
        }
        assert_eq!(furniture("市卫生健康委发表声明，称此事属实"), None);
    }

    #[test]
    fn what_a_site_sets_round_a_text_is_told_from_text() {
        for (line, why) in [
            (
                "【字号 大 中 小】【论坛】【打印】【关闭】&nbsp;&nbsp;",
                "tools",
            ),
            ("视频加载失败，请刷新重试", "tools"),
            ("展开全文", "tools"),
            ("（公开方式：主动公开）", "tools"),
            ("广告：秋衣买一送一", "advertisement"),
            ("▪ 河湾县整顿药品市场　10-23", "recommended"),
            ("  • 上一篇文章：没有了", "pager"),
            ("网站简介| 服务条款| 隐私保护| 网站地图", "links"),
            ("| |||||", "rule"),
            (
                "1、凡本网注明“来源：河湾报”的作品，版权属本网所有。",
                "copyright",
            ),
            ("版權所有 河湾日報", "copyright"),
            ("責任編輯：王伟", "editor"),
        ] {
            assert_eq!(furniture(line), Some(why), "{line}");
        }
        for line in [
            "凡是60岁以上老人，均可免费接种",
            "接种时间 8-11",
            "关注孩子的视力",
            "老人 孩子 都能打疫苗",
            "展开全县大排查",
        ] {
            assert_eq!(furniture(line), None, "{line}");
        }
    }

    #[test]
    fn players_above_a_text_are_tools() {
        for line in [
            "听新闻 00:00/06:12",
            "▶ 听全文 约4分钟",
            "朗读",
            "朗读全文",
            "语音播报 03:20",
            "全文约1200字，阅读需4分钟",
        ] {
            assert_eq!(furniture(line), Some("tools"), "{line}");
        }
        for line in [
            "听新闻发言人说说",
            "朗读者进了村",
            "本文",
            "全文实施",
            "语音",
        ] {
            assert_ne!(furniture(line), Some("tools"), "{line}");
        }
    }
}
