use super::super::segment;

const HEADLINES: [&str; 4] = [
    "流动药房开到渔港码头",
    "托育老师练急救",
    "夜间门诊开到九点",
    "体检车开进山村",
];

const OPENINGS: [&str; 4] = [
    "本报讯 海州市给渔港添了一间流动药房,药师每周三到码头,船员下船就能取药。",
    "本报讯 云山县把托育老师请进课堂,八十名托育老师学习喂养、护理和急救。",
    "本报讯 青川医院的夜间门诊开到晚上九点,下班的人看病不用请假。",
    "本报讯 体检车今年开进四十个山村,老人在村口就能做胸片,不用再去县城体检。",
];

const ENDS: [&str; 4] = [
    "流动药房带着六十种常用药,药师还给渔船配药箱,船员跟着药师学会自己量血",
    "托育老师两人一组,抱着娃娃模型练喂养、练急救,每人练满二十",
    "夜间门诊先开内科、儿科和口腔科,下班的人挂号、化验,都在一",
    "体检车每到一个山村,先由村医挨户通知老人,路远的老人,由村干部开着面包",
];

const RESTS: [&str; 4] = [
    "压。药师把船员的血压记在航海日志上,渔港码头的船员出海前都到流动药房量一量。",
    "遍才算过关。考过急救和护理的托育老师领到证书,证书挂在托育园门口。",
    "层楼办完。开诊以来夜间门诊看了三千名下班的人,其中儿科占了一半。",
    "车接到村口。体检车上的胸片当晚看完,山村里查出病的老人有人陪着去县城。",
];

/// The bodies of the page's articles, by their headlines.
fn bodies(parts: &[&str]) -> Vec<(String, String)> {
    let articles = segment(&parts.join("\n\n")).articles;
    let mut bodies: Vec<(String, String)> = articles
        .into_iter()
        .map(|article| (article.headline, article.article_body.concat()))
        .collect();
    bodies.sort();
    bodies
}

fn whole() -> Vec<(String, String)> {
    let report = |at: usize| {
        let body = [OPENINGS[at], ENDS[at], RESTS[at]].concat();
        (HEADLINES[at].to_string(), body)
    };
    let mut whole: Vec<(String, String)> = (0..4).map(report).collect();
    whole.sort();
    whole
}

#[test]
fn rests_that_stand_one_below_the_other_find_their_reports() {
    let heads = (0..4).flat_map(|at| [HEADLINES[(at + 1) % 4], OPENINGS[at], ENDS[at]]);
    let rests = [2, 0, 3, 1].map(|at| RESTS[at]);
    let page: Vec<&str> = heads.chain(rests).collect();
    assert_eq!(bodies(&page), whole());
}

#[test]
fn a_page_in_order_stays_as_it_is() {
    let page = (0..4).flat_map(|at| [HEADLINES[at], OPENINGS[at], ENDS[at], RESTS[at]]);
    assert_eq!(bodies(&page.collect::<Vec<_>>()), whole());
}

/// All orders of four numbers.
fn orders() -> Vec<[usize; 4]> {
    let pairs = (0..4).flat_map(|a| (0..4).map(move |b| (a, b)));
    let four = pairs.flat_map(|(a, b)| (0..4).map(move |c| [a, b, c, 6 - (a + b + c).min(6)]));
    four.filter(|order| (0..4).all(|at| order.contains(&at)))
        .collect()
}

#[test]
fn rests_find_their_reports_in_whatever_order_they_stand() {
    let orders = orders();
    assert_eq!(orders.len(), 24);
    for order in orders {
        let heads = (0..4).flat_map(|at| [HEADLINES[at], OPENINGS[at], ENDS[at]]);
        let page: Vec<&str> = heads.chain(order.map(|at| RESTS[at])).collect();
        assert_eq!(bodies(&page), whole(), "{order:?}");
    }
}

#[test]
fn the_name_of_the_page_above_a_headline_is_no_report() {
    let heads = (0..4).flat_map(|at| [HEADLINES[(at + 1) % 4], OPENINGS[at], ENDS[at]]);
    let rests = [2, 0, 3, 1].map(|at| RESTS[at]);
    let page = ["◎健康海州", "送药上船 守护出航"];
    let page: Vec<&str> = page.into_iter().chain(heads).chain(rests).collect();
    assert_eq!(bodies(&page).len(), 4);
}
