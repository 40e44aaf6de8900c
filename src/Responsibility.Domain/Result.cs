namespace Responsibility;

/// <summary>Lets generic code refuse without knowing what would have been returned.</summary>
public interface IRefusable<TSelf> where TSelf : IRefusable<TSelf>
{
    static abstract TSelf Refuse(Refusal refusal);
}

/// <summary>Either a value or the refusal that prevented it.</summary>
public readonly record struct Result<T> : IRefusable<Result<T>> where T : notnull
{
    private readonly T? value;

    private Result(T? value, Refusal? refusal) => (this.value, Refusal) = (value, refusal);

    public Refusal? Refusal { get; }

    public TOut Match<TOut>(Func<T, TOut> success, Func<Refusal, TOut> refusal) => Refusal is null ? success(value!) : refusal(Refusal);

    /// <summary>What comes of the value, or the refusal that prevented it.</summary>
    public Task<Result<TOut>> Then<TOut>(Func<T, Task<Result<TOut>>> next) where TOut : notnull =>
        Refusal is { } refusal ? Task.FromResult<Result<TOut>>(refusal) : next(value!);

    /// <summary>The value, where a refusal would be a bug.</summary>
    public T Required() => Refusal is null ? value! : throw new InvalidOperationException($"Refused: {Refusal.Code} {Refusal.Detail?.En}");

    static Result<T> IRefusable<Result<T>>.Refuse(Refusal refusal) => refusal;

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Refusal refusal) => new(default, refusal);
}
