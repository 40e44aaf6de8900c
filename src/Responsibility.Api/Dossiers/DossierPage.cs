using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Responsibility.Api.Accountability;

namespace Responsibility.Api.Dossiers;

/// <summary>A dossier as a page to be printed, in the language of the asker: every value is encoded, there is no script, and nothing is fetched.</summary>
internal static class DossierPage
{
    private const string Style =
        """
        body{font:14px/1.5 "Noto Sans CJK SC","Microsoft YaHei",sans-serif;color:#111;margin:2em auto;max-width:70em;padding:0 1em}
        h1{font-size:1.5em;margin:0}h2{font-size:1.1em;margin:1.6em 0 .4em;border-bottom:1px solid #999}
        table{border-collapse:collapse;width:100%}th,td{border:1px solid #bbb;padding:.25em .5em;text-align:left;vertical-align:top}th{background:#eee}
        .note{color:#555}.cut{font-weight:bold}
        @page{size:A4;margin:15mm}@media print{body{margin:0;max-width:none;padding:0;font-size:11px}thead{display:table-header-group}tr{break-inside:avoid}h2{break-after:avoid}}
        """;

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>Nothing but the page's own style.</summary>
    public static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static string Of(Dossier dossier)
    {
        var name = $"{dossier.Official.Name ?? Say("(erased)", "(已清除)")} {dossier.Official.StaffNumber}";
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"<!DOCTYPE html>\n<html lang=\"{Say("en", "zh-CN")}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>{Text(name)}</title>\n<style>{Style}</style>\n</head>\n<body>\n");
        page.Append(CultureInfo.InvariantCulture, $"<h1>{Text(Say("Dossier", "履职档案"))} · {Text(name)}</h1>\n<p class=\"note\">{Text(Say(
            $"What was so up to {Cell(dossier.AsOf)}, as known at {dossier.KnownAt}", $"截至 {Cell(dossier.AsOf)} 的情况,以账本 {dossier.KnownAt} 所知为准"))}</p>\n");
        Office(page, dossier);
        Work(page, dossier);
        Conduct(page, dossier);
        return page.Append("</body>\n</html>\n").ToString();
    }

    private static void Office(StringBuilder page, Dossier dossier)
    {
        Section(page, Say("Posts", "任职"), dossier.Posts,
            (Say("From", "任职日期"), t => t.ValidFrom), (Say("Until", "免职日期"), t => t.ValidUntil), (Say("Days", "天数"), t => t.Days), (Say("Division", "区划"), t => t.Division.Name),
            (Say("Body", "机构"), t => t.Organization.Name), (Say("Post", "职务"), t => t.Post.Title), (Say("Kind", "任职类型"), t => t.Kind), (Say("Document", "任职文号"), t => t.Document),
            (Say("Ended by", "免职文号"), t => t.EndDocument), (Say("Why", "免职原因"), t => t.EndReason));
        Section(page, Say("Responsibilities", "责任"), dossier.Responsibilities,
            (Say("When", "期间"), r => string.Join("; ", r.Days.Select(days => $"{Cell(days.From)} – {Cell(days.Until)}"))), (Say("Division", "区划"), r => r.Division.Name), (Say("Post", "职务"), r => r.Post.Title),
            (Say("Kind", "责任类型"), r => r.Kind), (Say("Grade", "责任层级"), r => r.Grade), (Say("Covers", "范围"), r => r.Scope.Programmes is { } programmes ? string.Join(", ", programmes) : Say("everything", "全部")),
            (Say("Ground", "依据"), r => $"{r.RuleSet.Id}/{r.RuleSet.Version} {r.Basis.Clause}: {r.Basis.Text.In(CultureInfo.CurrentUICulture)}"));
    }

    private static void Work(StringBuilder page, Dossier dossier)
    {
        Section(page, Say("Tasks", "任务"), dossier.Tasks,
            (Say("No.", "编号"), t => t.Id.Value), (Say("Task", "任务"), t => t.Title), (Say("Division", "区划"), t => t.Division.Name), (Say("Due on", "完成期限"), t => t.DueOn), (Say("State", "状态"), t => t.State),
            (Say("Light", "亮灯"), t => t.Light?.Colour), (Say("Done, %", "完成率%"), t => t.Light?.Done ?? t.Percentage));
        Section(page, Say("Problems", "问题"), dossier.Problems,
            (Say("No.", "编号"), p => p.Id.Value), (Say("Problem", "问题"), p => p.Title), (Say("Division", "区划"), p => p.Division.Name), (Say("Severity", "程度"), p => p.Severity), (Say("Found on", "发现日期"), p => p.FoundOn),
            (Say("State", "状态"), p => p.State), (Say("Light", "亮灯"), p => p.Light));
        Section(page, Say("Notices", "督办单"), dossier.Notices,
            (Say("Issued on", "发出日期"), n => n.IssuedOn), (Say("Colour", "等级"), n => n.Colour), (Say("Task", "任务"), n => n.Title), (Say("Post", "职务"), n => n.Post?.Title), (Say("Reason", "原因"), n => n.Reason),
            (Say("State", "状态"), n => n.State), (Say("Acknowledged on", "签收日期"), n => n.AcknowledgedOn));
        Section(page, Say("Duties done", "履职记录"), dossier.DutyRecords,
            (Say("Day", "日期"), d => d.Day), (Say("Act", "行为"), d => d.Act), (Say("Division", "区划"), d => d.Division.Name), (Say("Nights", "晚数"), d => d.Nights), (Say("Note", "备注"), d => d.Note));
        Section(page, Say("Compliance with obligations", "履职达标情况"), dossier.DutyCompliance,
            (Say("Obligation", "履职要求"), c => c.Obligation), (Say("From", "起"), c => c.From), (Say("Until", "止"), c => c.Until), (Say("Intervals", "周期数"), c => c.Intervals), (Say("Met", "达标"), c => c.Met),
            (Say("Behind", "欠账"), c => c.Behind), (Say("Not over", "未到期"), c => c.Open));
        Section(page, Say("Handovers signed for", "交接签收"), dossier.Handovers,
            (Say("Signed on", "签收日期"), h => h.SignedOn), (Say("Post", "职务"), h => h.Post.Title), (Say("Changed on", "交接日期"), h => h.ChangedOn), (Say("Listed", "事项数"), h => h.Listed), (Say("Note", "备注"), h => h.Note));
    }

    private static void Conduct(StringBuilder page, Dossier dossier)
    {
        Section(page, Say("Sanctions", "问责处理"), dossier.Sanctions,
            (Say("Case", "案件"), s => s.Case.Value), (Say("Form", "方式"), s => Sanctions.Form(s.Form) is { } form ? Say(form.Name.En, form.Name.Zh) : s.Form), (Say("Liability", "责任"), s => s.Liability),
            (Say("State", "状态"), s => s.State), (Say("Decided on", "决定日期"), s => s.DecidedOn), (Say("By", "决定机关"), s => s.Decider?.Name), (Say("Document", "文号"), s => s.Document),
            (Say("Effective until", "影响期至"), s => s.EffectiveUntil), (Say("Text", "内容"), s => s.Text));
        Section(page, Say("Appraisals", "考评"), dossier.Appraisals,
            (Say("Year", "年度"), a => a.Year), (Say("Division", "区划"), a => a.Division.Name), (Say("Post", "职务"), a => a.Post.Title), (Say("Months", "月数"), a => a.Months), (Say("Total", "得分"), a => a.Total),
            (Say("Band", "等次"), a => a.Band), (Say("Rank", "名次"), a => a.Rank), (Say("Published on", "公布日期"), a => a.PublishedOn));
        Section(page, Say("Reasons stated with appointments", "任职说明"), dossier.Confirmations,
            (Say("Appointment", "任职"), c => c.Appointment.Value), (Say("First day", "任职日期"), c => c.ValidFrom), (Say("In spite of sanctions", "所涉处理"), c => string.Join(", ", c.Sanctions.Select(s => s.Value))),
            (Say("Reason", "说明"), c => c.Reason));
    }

    private static void Section<T>(StringBuilder page, string title, Section<T> section, params (string Header, Func<T, object?> Cell)[] columns)
    {
        page.Append(CultureInfo.InvariantCulture, $"<section>\n<h2>{Text(title)}</h2>\n");
        if (!section.Complete) page.Append(CultureInfo.InvariantCulture, $"<p class=\"cut\">{Text(Cut(section.Items.Count, section.Total))}</p>\n");
        if (section.Items.Count is 0)
        {
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"note\">{Text(Say("None", "无"))}</p>\n</section>\n");
            return;
        }
        page.Append("<table>\n<thead><tr>");
        foreach (var (header, _) in columns) page.Append(CultureInfo.InvariantCulture, $"<th>{Text(header)}</th>");
        page.Append("</tr></thead>\n<tbody>\n");
        foreach (var item in section.Items)
        {
            page.Append("<tr>");
            foreach (var (_, cell) in columns) page.Append(CultureInfo.InvariantCulture, $"<td>{Text(Cell(cell(item)))}</td>");
            page.Append("</tr>\n");
        }
        page.Append("</tbody>\n</table>\n</section>\n");
    }

    private static string Cut(int shown, long? total) => total > shown
        ? Say($"Not complete: {shown} of {total}", $"未列全:共 {total} 项,列 {shown} 项")
        : Say("Not complete: what is further back is left out", "未列全:较早的未列出");

    private static string? Cell(object? value) => value is Enum word && Labels.Find(word) is { } label ? label.In(CultureInfo.CurrentUICulture) : Csv.Cell(value);

    private static string Text(string? text) => text is null ? "" : Encoder.Encode(text);

    private static string Say(string en, string zh) => Rules.Say(en, zh);
}
