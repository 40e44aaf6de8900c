using System.Data.Common;

namespace Responsibility.Storage;

/// <summary>One question or unit of work: what it reads, and the facts that it records.</summary>
public sealed class Session : Statements
{
    private readonly Dialect dialect;
    private readonly Batch? batch;
    private Shelf? shelf;
    private Session? everything;
    private List<(string Noun, long Id)>? made;
    private Additions? added;

    internal Session(DbConnection connection, DbTransaction? transaction, Dialect dialect, Batch? batch, Caller caller, CancellationToken ct)
        : base(connection, transaction, dialect, batch is null, ct)
    {
        (this.dialect, this.batch) = (dialect, batch);
        Caller = caller;
        // Taken before anything is read: what this session derives of a state before an erasure never comes onto the shelf after it.
        shelf = batch is null && caller.Scope is null ? dialect.Shelf : null;
    }

    public Caller Caller { get; }

    /// <summary>Whether the caller reaches that thing today: what is beyond is to be told as if it were not there.</summary>
    /// <param name="noun">What it is, such as <c>post</c>.</param>
    public async Task<bool> Reaches(string noun, long id) => Caller.Scope is not { } scope || await Reaching.Reaches(this, scope, noun, id);

    /// <summary>Whether that body is of a division above what the caller reaches, and so known to it: it may approve and verify.</summary>
    public async Task<bool> IsAbove(long organization) => Caller.Scope is { } scope && await Reaching.IsAbove(this, scope, organization);

    /// <summary>Has one with a scope see what was reached on another day than the one that was asked about first.</summary>
    public Task Look(DateOnly day) => Beyond?.Show(day) ?? Task.CompletedTask;

    /// <summary>The session in which everything is seen: this, or for one with a scope another, of which nothing is to be told but what the question is known to allow.</summary>
    public async Task<Session> Everything() => Beyond is null ? this : everything ??= await Beyond.Open();

    internal Beyond? Beyond { get; set; }

    /// <summary>Something was made that names nothing: at the end of the unit of work it must belong somewhere all the same, as an official does who was appointed.</summary>
    internal void MustReachAtLast(string noun, long id) => (made ??= []).Add((noun, id));

    internal async Task ReachesWhatItMade()
    {
        var all = made ?? [];
        made = null;
        foreach (var (noun, id) in all)
            if (!await Reaches(noun, id)) throw new OutOfScopeException(noun, id, made: true);
    }

    /// <summary>Breaks a unit of work off that would write, or name, what its caller does not reach.</summary>
    internal async Task MustReach(string noun, long id, bool orAbove = false)
    {
        if (made?.Contains((noun, id)) is not true && !await Reaches(noun, id) && !(orAbove && await IsAbove(id))) throw new OutOfScopeException(noun, id, made: false);
    }

    /// <summary>The day on which a unit of work decides, and by which scopes are told; no fact's Apply may look at it.</summary>
    public DateOnly Today { get; internal set; }

    /// <summary>Which things codes mean where what was recorded is stated again, to be put right; null elsewhere.</summary>
    public IDictionary<string, long>? Restated { get; set; }

    /// <summary>Folder of the migration scripts of this database.</summary>
    internal string Schema => dialect.Schema;

    /// <summary>The last position recorded so far: what the register knows as this unit of work sees it.</summary>
    public long Head => Writing.Head;

    /// <summary>Tells what is to be shown of this unit of work, as it is known now.</summary>
    /// <param name="id">The thing.</param>
    /// <param name="asOf">The day on which it is shown; today where null.</param>
    /// <param name="recorded">Whether anything was recorded; false where it had been before.</param>
    /// <param name="with">What is shown with it.</param>
    public Done Done(long id, DateOnly? asOf = null, bool recorded = true, params IReadOnlyList<long> with) => new(id, asOf ?? Today, Head, recorded, with);

    /// <summary>What was read of facts that never change, such as a rule set, by the position of the fact; shared by all sessions of a database.</summary>
    public IReadOnlyDictionary<(string What, long Position), object> Remembered => dialect.Remembered;

    /// <summary>Keeps what was read of a fact, unless this very unit of work recorded it: a position that is rolled back is used again.</summary>
    public void Remember((string What, long Position) key, object value)
    {
        if (batch is null || key.Position <= batch.Committed) dialect.Remembered.TryAdd(key, value);
    }

    /// <summary>What was derived from facts up to a position. A unit of work that records has a shelf of its own, since its positions may be used again, and so has a question that does not see everything.</summary>
    public Shelf Shelf => shelf ??= new Shelf(1024 * 1024);

    /// <summary>Lets the shelf know which divisions the facts up to <paramref name="position"/> tell of, so that what was derived of all others is carried over. After an erasure nothing is.</summary>
    public async Task Follow(long position)
    {
        var after = Shelf.Followed;
        if (position <= after) return;
        IReadOnlyList<(long Division, long Position)>? touched = null;
        if (after >= 0)
        {
            if (position - after <= Shelf.ManyTouched) touched = await List<(long, long)>(TouchedSql, new { after, position });
            if (touched is null || touched.Any(t => t.Division is Erased)) (shelf, touched) = (batch is null && Caller.Scope is null ? dialect.Renew(Shelf) : null, null);
        }
        Shelf.Follow(position, touched);
    }

    /// <summary>Notes a name so that <c>q=</c> finds it; operational, so outside the domain tables.</summary>
    public Task AddName(string noun, long thing, string? name) => string.IsNullOrEmpty(name) ? Task.CompletedTask : dialect.AddName(this, noun, thing, name);

    /// <summary>Makes names unfindable.</summary>
    public Task RemoveNames(string noun, long thing, IReadOnlyList<string> names) => names.Count is 0 ? Task.CompletedTask : dialect.RemoveNames(this, noun, thing, names);

    /// <summary>SQL that yields the ids of things whose name may contain <paramref name="text"/>; takes <c>@Noun</c> and <c>@Chars</c>.</summary>
    public (string Sql, object Chars) NameSearch(string text) => dialect.NameSearch(text);

    /// <summary>SQL that yields the numbers of the JSON array in <paramref name="parameter"/>, for when many things are asked about at once.</summary>
    public string Numbers(string parameter) => dialect.Numbers(parameter);

    /// <summary>The same for texts.</summary>
    public string Texts(string parameter) => dialect.Texts(parameter);

    /// <summary>SQL for how many days there are from one day to another, both of them counted.</summary>
    public string Days(string from, string until) => dialect.Days(from, until);

    /// <summary>Appends <paramref name="fact"/> to the ledger and applies it, both or neither.</summary>
    /// <returns>The position of the fact in the ledger: the id of what it created.</returns>
    public async Task<long> Record<T>(T fact) where T : IFact
    {
        // Leaves go into the tree in the order of their positions.
        await WriteAdded();
        var (position, recordedAt) = Writing.Next();
        var (row, personal) = LedgerRow.Of(fact, position, recordedAt, Caller.Actor);
        await Append(row);
        foreach (var member in personal)
            await Write(PersonalSql, new { Position = position, member.Member, member.Salt, member.Value });
        await fact.Apply(this, position);
        return position;
    }

    /// <summary>
    /// The same as <see cref="Record"/> for one of very many new things: what it writes is held back and goes by the database's bulk path together with what is added after it, before anything else is asked or written.
    /// It decides nothing: whoever adds knows what was added since the last question.
    /// </summary>
    /// <param name="tells">The divisions of which the fact tells, as the table has it of a thing that nothing refers to yet; a new division tells of itself.</param>
    public async ValueTask<long> Add<T>(VersionTable table, T fact, IReadOnlyCollection<DivisionId> tells) where T : ICreation
    {
        // What one with a scope writes is looked at thing by thing.
        if (Caller.Scope is not null) return await Record(fact);
        var (position, recordedAt) = Writing.Next();
        (added ??= new Additions()).Add(table, fact, position, recordedAt, Caller.Actor, [.. tells]);
        return position;
    }

    /// <summary>Takes over a fact of another ledger as it stands: same position, same bytes.</summary>
    internal async Task Replay(LedgerRow row, IReadOnlyList<PersonalRow> personal, FactKinds kinds)
    {
        var (position, _) = Writing.Next();
        if (position != row.Position) throw new InvalidDataException($"The ledger goes from position {position - 1} to {row.Position}.");
        await Append(row);
        foreach (var member in personal)
            await Write(PersonalSql, new { member.Position, member.Member, member.Salt, member.Value });
        await kinds.Read(row.Kind, row.Payload, personal.Select(p => (p.Member, p.Value)))(this, position);
    }

    private protected override ValueTask WriteAdded() => added is { IsEmpty: false } ? new(Send(added, Writing)) : default;

    private protected override void ForgetAdded() => added?.Clear();

    private Batch Writing => batch ?? throw new InvalidOperationException("A question records nothing.");

    private Task Append(LedgerRow row)
    {
        Writing.Add(row.LeafHash);
        return Write(
            """
            INSERT INTO ledger (position, recorded_at, kind, actor, payload, leaf, leaf_hash)
            VALUES (@Position, @RecordedAt, @Kind, @Actor, @Payload, @Leaf, @LeafHash)
            """, row);
    }

    /// <summary>Stands among divisions for the fact of an erasure.</summary>
    private const long Erased = -1;

    private static readonly string TouchedSql =
        $"""
        SELECT division_id, max(position) FROM fact_division WHERE position > @after AND position <= @position GROUP BY division_id
         UNION ALL SELECT {Erased}, max(erased_by) FROM erasure WHERE erased_by > @after AND erased_by <= @position HAVING count(*) > 0
        """;

    private const string PersonalSql = "INSERT INTO personal (position, member, salt, value) VALUES (@Position, @Member, @Salt, @Value)";
}
