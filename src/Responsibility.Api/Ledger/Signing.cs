using Responsibility.Ledger;

namespace Responsibility.Api.Ledger;

/// <summary>How it stands with the signing of the ledger, as this process sees it.</summary>
internal sealed record Signing(SigningState State, Text? Detail = null)
{
    public static readonly Signing Signed = new(SigningState.Signed);

    public static readonly Signing Pending = new(SigningState.Pending);

    public static readonly Signing KeyElsewhere = new(SigningState.KeyElsewhere, new(
        "The checkpoints of this database are signed by another key than this process has.", "本数据库的检查点由另一密钥签名,本进程没有该密钥。"));

    public static readonly Signing Failing = new(SigningState.Failing, new("Signing fails; the log of the service tells why.", "签名失败,原因见服务日志。"));

    /// <summary>Whether the database is not the one that was signed, so that nothing should be recorded in it.</summary>
    public bool IsOfAnotherLedger => State is SigningState.Behind or SigningState.Contradicted;

    /// <summary>What a ledger is to the last checkpoint that was signed: nothing is signed that contradicts it.</summary>
    /// <param name="last">The last checkpoint.</param>
    /// <param name="size">Facts in the ledger.</param>
    /// <param name="rootThen">Root of as many of its facts as were signed; null where it has fewer.</param>
    public static Signing Judge(Checkpoint last, long size, byte[]? rootThen)
    {
        if (rootThen is null)
            return new Signing(SigningState.Behind, new(
                $"The ledger ends at position {size}, but {last.Size} facts were signed: the database is an older copy. Put the newer one back, or open a new incarnation.",
                $"账本止于位置 {size},但已签名 {last.Size} 条事实:数据库是较旧的副本。请恢复较新的数据库,或开启新的账本世代。"));
        if (!rootThen.AsSpan().SequenceEqual(last.Root))
            return new Signing(SigningState.Contradicted, new(
                $"The first {last.Size} facts of the ledger are not those that were signed. Put the database back that was signed, or open a new incarnation.",
                $"账本的前 {last.Size} 条事实与已签名的不一致。请恢复已签名的数据库,或开启新的账本世代。"));
        return size == last.Size ? Signed : Pending;
    }
}
