using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Responsibility.Api;
using Responsibility.Api.Officials;
using Responsibility.Api.Verification;
using Responsibility.Ledger;
using Responsibility.Storage;

namespace Responsibility.Benchmarks;

/// <summary>What the ledger costs when facts are recorded, and how fast it proves, verifies and replays.</summary>
internal static class LedgerBenchmark
{
    private const int Recorded = 200_000;
    private const int InOneUnit = 1000;
    private const int Leaves = 5_000_000;
    private const int PersonalEvery = 5;
    private const int Clients = 16;
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(6);
    private static readonly DateTimeOffset First = new(2017, 7, 9, 0, 0, 0, TimeSpan.Zero);

    public static async Task Run(string? postgres)
    {
        Console.WriteLine($"ledger, {(postgres is null ? "SQLite" : "PostgreSQL")}");
        await Appending(postgres);
        await Large(postgres);
    }

    /// <summary>Officials recorded, against their rows alone; then all of it replayed, against recording.</summary>
    private static async Task Appending(string? postgres)
    {
        await using var place = await Place.Create(postgres);
        await using var bare = await Place.Create(postgres);
        OfficialRegistered Official(int n) => new(string.Create(CultureInfo.InvariantCulture, $"B{n:0000000}"), "测试某", "13800000000", null);
        await using var database = Open(place.ConnectionString);
        await using var rows = Open(bare.ConnectionString);
        Migrations.Apply(database);
        Migrations.Apply(rows);

        var (recorded, alone) = (0.0, 0.0);
        // In turns, so that what else the machine does meets both.
        for (var n = 0; n < Recorded; n += InOneUnit)
        {
            var from = n;
            recorded += await Seconds(() => database.Operate(async session =>
            {
                for (var i = from; i < from + InOneUnit; i++) await session.Record(Official(i));
            }, CancellationToken.None));
            alone += await Seconds(() => rows.Operate(async session =>
            {
                for (var i = from; i < from + InOneUnit; i++) await Official(i).Apply(session, i + 1);
            }, CancellationToken.None));
        }
        var tree = await Seconds(() => Task.Run(() => TreeAlone(Official)));
        Console.WriteLine($"  {Recorded:N0} officials recorded {Recorded / recorded,9:N0}/s   their domain rows alone {Recorded / alone,9:N0}/s   the ledger's rows and all: {recorded / alone - 1:P0} more");
        Console.WriteLine($"    of that leaves, commitments, tree and tiles {Recorded / tree,9:N0}/s: {tree / (recorded - tree):P0} more than without them");

        await using var scratch = Scratch.Create();
        var replay = await Seconds(() => Replay.Into(database, scratch.Database, FactKinds.Of(FactTypes.All), CancellationToken.None));
        Console.WriteLine($"  replayed into an empty SQLite {Recorded / replay,9:N0}/s   limit: recording them {Recorded / recorded,9:N0}/s   ratio {recorded / replay:F2}");
    }

    /// <summary>What recording does for the tree and nothing else.</summary>
    private static void TreeAlone(Func<int, OfficialRegistered> official)
    {
        var tree = new Tiling();
        for (var n = 0; n < Recorded; n++)
        {
            var fact = official(n);
            var personal = FactCodec.Personal(fact);
            tree.Append(Hash.Leaf(Leaf.Data(OfficialRegistered.Kind, First, "system", FactCodec.Payload(fact), Commitment.Of(personal))));
            if (n % InOneUnit is InOneUnit - 1) tree.Take();
        }
    }

    /// <summary>Five million facts: tiles filled in, everything verified, proofs asked for.</summary>
    private static async Task Large(string? postgres)
    {
        await using var place = await Place.Create(postgres);
        await using (var database = Open(place.ConnectionString))
        {
            Migrations.Apply(database);
            if (postgres is null) await Fill(new SqliteConnectionStringBuilder(place.ConnectionString).DataSource);
            else await Copy(place.ConnectionString);

            var filled = await Seconds(() => database.Operate(_ => Task.CompletedTask, CancellationToken.None));
            Console.WriteLine($"  tiles of {Leaves:N0} leaves filled in {Leaves / filled,9:N0}/s");
            for (var round = 0; round < 3; round++)
            {
                var limit = await Seconds(() => ReadAndHash(place.ConnectionString, postgres is not null));
                VerifiedLedger? verified = null;
                var seconds = await Seconds(async () => verified = await new LedgerVerifier(database, FactKinds.Of([]), new Vouching([], []), null).Run(replay: false, CancellationToken.None));
                if (verified!.Faults > 0) throw new InvalidOperationException($"{verified.Faults} faults, the first: {verified.Findings[0]}");
                Console.WriteLine($"  verified {Leaves / seconds,9:N0}/s   limit: the same rows read and hashed, one after the other {Leaves / limit,9:N0}/s   ratio {limit / seconds:F2}");
            }
        }
        await Proofs(place.ConnectionString, postgres);
    }

    private static async Task Proofs(string connectionString, string? postgres)
    {
        await using var service = await Service.Start(postgres, connectionString);
        var random = new Random(2017);
        var paths = Enumerable.Range(0, 1000).Select(_ => string.Create(CultureInfo.InvariantCulture, $"/api/v1/ledger/proofs/inclusion?position={random.Next(Leaves) + 1}&size={Leaves}")).ToList();
        await using var answers = await Answers.Of(service, paths);
        foreach (var clients in new[] { 1, Clients })
        {
            await answers.Warm(clients, Warm);
            var limit = await answers.Limit(clients, Measured);
            var shown = await answers.Asked(clients, Measured);
            Console.WriteLine($"  inclusion proofs of {Leaves:N0} leaves, {clients,2} clients {shown.PerSecond,8:N0}/s p50 {shown.P50,6:N0} µs p99 {shown.P99,6:N0} µs failures {shown.Failures}   bare Kestrel {limit.PerSecond,8:N0}/s p50 {limit.P50,6:N0} µs   ratio {shown.PerSecond / limit.PerSecond:F2}");
        }
    }

    /// <summary>What no verification can do without: every row is read, and its leaf and payload are hashed.</summary>
    private static async Task ReadAndHash(string connectionString, bool postgres)
    {
        await using System.Data.Common.DbConnection connection = postgres ? new NpgsqlConnection(connectionString) : new SqliteConnection(connectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT position, recorded_at, kind, actor, payload, leaf, leaf_hash FROM ledger ORDER BY position";
        await using var reader = await command.ExecuteReaderAsync();
        var hash = new byte[Hash.Size];
        while (await reader.ReadAsync())
        {
            SHA256.HashData((byte[])reader[4], hash);
            SHA256.HashData((byte[])reader[5], hash);
        }
    }

    private static IEnumerable<(long Position, string RecordedAt, byte[] Payload, byte[] Leaf, IReadOnlyList<PersonalMember> Personal)> Entries()
    {
        for (var position = 1L; position <= Leaves; position++)
        {
            var at = First.AddTicks(position * TimeSpan.TicksPerMillisecond);
            var payload = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"nonce\":\"AQEBAQEBAQEBAQEBAQEBAQ==\",\"staffNumber\":\"B{position:0000000}\",\"homeOrganization\":{position}}}"));
            var salt = new byte[PersonalMember.SaltSize];
            BitConverter.TryWriteBytes(salt, position);
            PersonalMember[] personal = position % PersonalEvery is 0 ? [new("name", salt, "\"测试某\""), new("phone", salt, "\"13800000000\"")] : [];
            yield return (position, Leaf.Time(at), payload, Leaf.Data(OfficialRegistered.Kind, at, "key:1", payload, personal.Length is 0 ? null : Commitment.Of(personal)), personal);
        }
    }

    private static async Task Fill(string file)
    {
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync();
        await using var transaction = connection.BeginTransaction();
        await using var ledger = Insert(connection, transaction, $"INSERT INTO ledger (position, recorded_at, kind, actor, payload, leaf, leaf_hash) VALUES (@0, @1, '{OfficialRegistered.Kind}', 'key:1', @2, @3, @4)", 5);
        await using var member = Insert(connection, transaction, "INSERT INTO personal (position, member, salt, value) VALUES (@0, @1, @2, @3)", 4);
        foreach (var (position, at, payload, leaf, personal) in Entries())
        {
            Execute(ledger, position, at, payload, leaf, Hash.Leaf(leaf));
            foreach (var row in personal) Execute(member, position, row.Member, row.Salt, row.Value);
        }
        await transaction.CommitAsync();
    }

    private static SqliteCommand Insert(SqliteConnection connection, SqliteTransaction transaction, string sql, int parameters)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // A constant of the caller
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Transaction = transaction;
        for (var i = 0; i < parameters; i++) command.Parameters.Add(new SqliteParameter { ParameterName = string.Create(CultureInfo.InvariantCulture, $"@{i}") });
        return command;
    }

    private static void Execute(SqliteCommand command, params object[] values)
    {
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i];
        command.ExecuteNonQuery();
    }

    private static async Task Copy(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using (var connection = await source.OpenConnectionAsync())
        await using (var ledger = await connection.BeginBinaryImportAsync("COPY ledger (position, recorded_at, kind, actor, payload, leaf, leaf_hash) FROM STDIN (FORMAT BINARY)"))
        {
            foreach (var (position, at, payload, leaf, _) in Entries())
            {
                await ledger.StartRowAsync();
                await ledger.WriteAsync(position);
                await ledger.WriteAsync(at);
                await ledger.WriteAsync(OfficialRegistered.Kind);
                await ledger.WriteAsync("key:1");
                foreach (var bytes in new[] { payload, leaf, Hash.Leaf(leaf) }) await ledger.WriteAsync(bytes);
            }
            await ledger.CompleteAsync();
        }
        await using var second = await source.OpenConnectionAsync();
        await using var members = await second.BeginBinaryImportAsync("COPY personal (position, member, salt, value) FROM STDIN (FORMAT BINARY)");
        foreach (var (position, _, _, _, personal) in Entries())
        {
            foreach (var row in personal)
            {
                await members.StartRowAsync();
                await members.WriteAsync(position);
                await members.WriteAsync(row.Member);
                await members.WriteAsync(row.Salt);
                await members.WriteAsync(row.Value);
            }
        }
        await members.CompleteAsync();
    }

    private static Database Open(string connectionString) => Database.Open(connectionString, TimeProvider.System, TimeZoneInfo.Utc, NullLogger.Instance);

    private static async Task<double> Seconds(Func<Task> work)
    {
        var watch = Stopwatch.StartNew();
        await work();
        return watch.Elapsed.TotalSeconds;
    }
}
