using System.Globalization;

namespace Responsibility.Cli.Generation;

/// <summary>An official (干部) who does not exist.</summary>
internal sealed record Official(string StaffNumber, string Name, string Phone);

/// <summary>Makes officials: numbers run on, names are drawn.</summary>
internal sealed class Officials(string prefix)
{
    // The commonest first.
    private static readonly string[] Surnames =
        [.. "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤".Select(c => c.ToString())];

    private static readonly string[] Given =
        [.. "伟强磊军洋勇杰涛明超刚平辉鹏华飞斌波宇浩凯健俊帆旭宁龙林亮东文建国志新春成庆立永红玉秀海光学云天生长福德兴保宏利民友金良义顺英芳娟敏静丽艳霞燕萍玲桂兰凤洁梅琳雪荣爱香莲真雁清梦思晓素婷雅佳嘉琼勤珍贞莉".Select(c => c.ToString())];

    // Characters that cheap software loses: the first is outside GB 2312, the second outside the Basic Multilingual Plane.
    private static readonly string[] Rare = ["䶮", "𬭎"];

    private int _count;

    public Official Next(Dice dice) => Named(dice, dice.Below(500) is 0 ? dice.Pick(Rare) : null);

    /// <summary>An official whose given name ends in <paramref name="character"/>; any, when that is null.</summary>
    public Official Named(Dice dice, string? character)
    {
        // The lesser of two draws, so that common names are common here too.
        var surname = Surnames[Math.Min(dice.Below(Surnames.Length), dice.Below(Surnames.Length))];
        var given = dice.Percent(25) ? "" : dice.Pick(Given);
        _count++;
        // 1990000 is a stand-in that rings nobody we know of; the last four digits repeat every 10,000 officials.
        return new Official(
            string.Create(CultureInfo.InvariantCulture, $"{prefix}{_count:0000000}"),
            $"{surname}{given}{character ?? dice.Pick(Given)}",
            string.Create(CultureInfo.InvariantCulture, $"1990000{_count % 10_000:0000}"));
    }
}
