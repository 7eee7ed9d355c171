//! Chinese surnames, by how surely their character is one.
//!
//! Whether a character is a surname depends on where it stands. On a line of names (张 三 李四海) every surname may be one;
//! in a sentence 高, 和 and 时 are words, so that three characters which begin with them are most often no person; and
//! right before the name of a place only those few count that hardly ever end another word: 李长安 is a person, but
//! 黄南京 no more likely than 金黄 before 南京.

/// Hardly ever anything else.
const SURE: &str = "王李张刘陈杨赵吴周徐孙朱胡郭林罗郑梁谢宋唐许邓冯韩曹彭萧蔡潘董袁蒋杜苏魏程吕丁沈姚卢傅钟姜崔谭廖范汪戴贾韦邱邹熊孟薛尹段雷黎贺郝龚邵钱赖覃";
/// Words, too, but rarely the first of a name's characters.
const LIKELY: &str = "黄马何曾肖田于余叶任陆石夏付秦闫侯龙史陶顾毛万严武莫孔汤施牛樊葛邢齐乔伍庞颜倪庄聂鲁岳翟殷詹申欧耿焦俞左柳甘祝包舒阮柯纪梅童凌毕单季裴霍涂成苗翁冉骆蓝游辛靳管柴蒙鲍喻祁蒲滕屈饶解牟艾";
/// Common words: 高, 和, 时.
const POSSIBLE: &str = "高金方白江向温康文安易章关兰宁尚符谷盛曲路华房尤阳时穆农司卓古吉庹逄亓郗郜郏晁缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝";

/// Could the character be a surname, where nothing but a name is likely?
pub(crate) fn is_possible(c: char) -> bool {
    is_likely(c) || POSSIBLE.contains(c)
}

/// Is the character more likely a surname than a word, at the beginning of what may be a name?
pub(crate) fn is_likely(c: char) -> bool {
    is_sure(c) || LIKELY.contains(c)
}

/// Is the character a surname wherever it stands?
pub(crate) fn is_sure(c: char) -> bool {
    SURE.contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_surname_is_listed_once() {
        let mut all: Vec<char> = [SURE, LIKELY, POSSIBLE].concat().chars().collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn a_surname_is_as_sure_as_its_character_is_rare() {
        assert!(is_sure('李') && is_likely('李') && is_possible('李'));
        assert!(!is_sure('黄') && is_likely('黄') && is_possible('黄'));
        assert!(!is_sure('高') && !is_likely('高') && is_possible('高'));
        assert!(!is_possible('的'));
    }
}
