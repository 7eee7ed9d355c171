//! Names without the word for their kind, as people say them: 福建 for 福建省, 凉山 for 凉山彝族自治州, whose peoples are part of
//! the kind. A name that would be left with one character keeps its kind: nobody calls 温县 温.

/// Kinds that follow a list of peoples: 凉山彝族自治州.
const AUTONOMOUS: [&str; 3] = ["自治州", "自治县", "自治旗"];
const KINDS: [&str; 15] = [
    "维吾尔自治区",
    "壮族自治区",
    "回族自治区",
    "自治区",
    "特别行政区",
    "地区",
    "林区",
    "新区",
    "矿区",
    "省",
    "市",
    "盟",
    "旗",
    "区",
    "县",
];
const PEOPLES: [&str; 48] = [
    "哈萨克族",
    "哈萨克",
    "柯尔克孜族",
    "柯尔克孜",
    "塔吉克",
    "达斡尔族",
    "鄂温克族",
    "鄂伦春",
    "蒙古族",
    "蒙古",
    "土家族",
    "布依族",
    "傈僳族",
    "景颇族",
    "哈尼族",
    "朝鲜族",
    "仡佬族",
    "毛南族",
    "仫佬族",
    "拉祜族",
    "布朗族",
    "纳西族",
    "独龙族",
    "怒族",
    "普米族",
    "撒拉族",
    "保安族",
    "东乡族",
    "裕固族",
    "锡伯族",
    "锡伯",
    "苗族",
    "侗族",
    "藏族",
    "羌族",
    "彝族",
    "傣族",
    "白族",
    "壮族",
    "瑶族",
    "畲族",
    "黎族",
    "满族",
    "回族",
    "土族",
    "水族",
    "佤族",
    "各族",
];

/// 福建省 → 福建, 凉山彝族自治州 → 凉山, 六枝特区 → 六枝; 温县 stays 温县.
pub(super) fn short_name(name: &str) -> &str {
    let autonomous = AUTONOMOUS.iter().find_map(|kind| name.strip_suffix(kind));
    let stem = match autonomous {
        Some(stem) => without_peoples(stem),
        None => KINDS
            .iter()
            .find_map(|kind| name.strip_suffix(kind))
            .unwrap_or(name),
    };
    let stem = stem
        .strip_suffix("特")
        .filter(|_| name.ends_with("特区"))
        .unwrap_or(stem);
    let banner_half = name.ends_with('旗') && stem.ends_with(['左', '右', '前', '后', '中']);
    if banner_half || stem.chars().count() < 2 {
        name
    } else {
        stem
    }
}

fn without_peoples(mut stem: &str) -> &str {
    while let Some(rest) = PEOPLES.iter().find_map(|people| stem.strip_suffix(people)) {
        if rest.chars().count() < 2 {
            break;
        }
        stem = rest;
    }
    stem
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_for_the_kind_goes() {
        let table = [
            ("福建省", "福建"),
            ("内蒙古自治区", "内蒙古"),
            ("新疆维吾尔自治区", "新疆"),
            ("香港特别行政区", "香港"),
            ("凉山彝族自治州", "凉山"),
            ("克孜勒苏柯尔克孜自治州", "克孜勒苏"),
            ("黔西南布依族苗族自治州", "黔西南"),
            ("双江拉祜族佤族布朗族傣族自治县", "双江"),
            ("木垒哈萨克自治县", "木垒"),
            ("东乡族自治县", "东乡族"),
            ("贡山独龙族怒族自治县", "贡山"),
            ("喀什地区", "喀什"),
            ("神农架林区", "神农架"),
            ("六枝特区", "六枝"),
            ("浦东新区", "浦东"),
            ("达拉特旗", "达拉特"),
            ("阿拉善左旗", "阿拉善左旗"),
            ("温县", "温县"),
        ];
        for (name, short) in table {
            assert_eq!(short_name(name), short);
        }
    }
}
