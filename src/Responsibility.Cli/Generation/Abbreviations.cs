namespace Responsibility.Cli.Generation;

/// <summary>The one character by which documents name the issuer.</summary>
internal static class Abbreviations
{
    // By the first two digits of the code.
    private const string Provinces = "11京12津13冀14晋15蒙21辽22吉23黑31沪32苏33浙34皖35闽36赣37鲁41豫42鄂43湘44粤45桂46琼50渝51川52黔53云54藏61陕62甘63青64宁65新";

    /// <summary>The province's own abbreviation; of any other division, the first character of its name.</summary>
    public static string Of(Division division)
    {
        var at = division.Level is Level.Province ? Provinces.IndexOf(division.Code[..2], StringComparison.Ordinal) : -1;
        return (at < 0 ? division.Name[0] : Provinces[at + 2]).ToString();
    }
}
