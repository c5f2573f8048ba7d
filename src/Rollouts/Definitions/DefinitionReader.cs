using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Garita.Contracts.Identities;
using Garita.Firmware;
using Garita.Rollouts.Targets;

namespace Garita.Rollouts.Definitions;

/// <summary>Reads definitions strictly: what it does not know is an error with its line, never ignored.</summary>
public static class DefinitionReader
{
    /// <summary>The longest file, in bytes: room for a thousand excluded devices.</summary>
    public const int MaxBytes = 128 * 1024;

    /// <summary>The most waves; a person has to read them.</summary>
    public const int MaxWaves = 20;

    private const int MaxDepth = 6;

    private const int MaxExcluded = 1000;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(90);

    private static readonly (string, DayOfWeek)[] Days =
    [
        .. Enum.GetValues<DayOfWeek>().Select(day => (day.ToString()[..3].ToLower(CultureInfo.InvariantCulture), day)),
    ];

    /// <summary>Reads a file's content. Null where there are errors.</summary>
    public static RolloutDefinition? Read(ReadOnlySpan<byte> text, out IReadOnlyList<DefinitionError> errors)
    {
        List<DefinitionError> found = [];
        errors = found;
        if (text.Length > MaxBytes)
        {
            found.Add(new DefinitionError(1, $"a definition has at most {MaxBytes} bytes"));
            return null;
        }

        JsonPart? root = JsonPart.Read(text, MaxDepth, out DefinitionError? error);
        if (root is not { Kind: JsonTokenType.StartObject })
        {
            found.Add(error ?? new DefinitionError(1, "a definition is an object"));
            return null;
        }

        RolloutDefinition? read = ReadRoot(new DefinitionFields(root, "", found));
        found.Sort((left, right) => left.Line.CompareTo(right.Line));
        return found.Count == 0 ? read : null;
    }

    private static RolloutDefinition? ReadRoot(DefinitionFields fields)
    {
        fields.Text("$schema");
        string name = ReadName(fields);
        string release = fields.Text("release", required: true) ?? "";
        if (!Sha256Digest.TryParse(release, out Sha256Digest digest) && release.Length > 0)
        {
            fields.Wrong<string>("release", "is the digest of a release's manifest: 64 hex digits");
        }

        TargetQuery? target = ReadTarget(fields);
        List<string> excluded = fields.Texts("exclude", MaxExcluded, Identity.MaxNameLength);
        List<Wave> waves = ReadWaves(fields);
        Schedule schedule = ReadSchedule(fields.Object("schedule"));
        Pace pace = ReadPace(fields.Object("pace"));
        RetryRule retries = ReadRetries(fields.Object("retries"));
        GateRule gate = ReadGate(fields.Object("gate"));
        HealthRule health = HealthReader.Read(fields.Object("health"), Longest);
        FailureAction action = fields.Word(
            "onFailure", ("hold", FailureAction.Hold), ("pause", FailureAction.Pause), ("rollback",
                FailureAction.Rollback))
            ?? FailureAction.Pause;
        bool security = fields.Flag("security") ?? false;
        if (security && action == FailureAction.Rollback)
        {
            fields.Wrong<string>("onFailure", "cannot be 'rollback' where 'security' is true: it only pauses");
        }

        ImmutableSortedDictionary<string, int> approvals = ReadApprovals(fields.Object("approvals"));
        fields.RefuseOthers();
        return target is null ? null : new RolloutDefinition
        {
            Name = name,
            Release = digest,
            Target = target,
            Exclude = [.. excluded],
            Waves = waves,
            Schedule = schedule,
            Pace = pace,
            Retries = retries,
            Gate = gate,
            Health = health,
            OnFailure = action,
            Security = security,
            Approvals = approvals,
        };
    }

    private static string ReadName(DefinitionFields fields)
    {
        string name = fields.Text("name", required: true) ?? "";
        bool isName = name.Length is >= 1 and <= 40
            && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
        return isName || name.Length == 0 ? name : fields.Wrong<string>("name", "is 1 to 40 of a-z 0-9 -") ?? "";
    }

    private static TargetQuery? ReadTarget(DefinitionFields fields)
    {
        if (fields.Text("target", required: true) is not { } text)
        {
            return null;
        }

        return TargetQuery.TryParse(text, out TargetQuery? target, out TargetError? error)
            ? target
            : fields.Wrong<TargetQuery>("target", string.Create(
                CultureInfo.InvariantCulture, $"is wrong at column {error.Column}: {error.Message}"));
    }

    private static List<Wave> ReadWaves(DefinitionFields fields)
    {
        List<Wave> waves = [];
        foreach ((string _, DefinitionFields wave) in fields.Objects("waves", MaxWaves, required: true))
        {
            string name = wave.Text("name", required: true) ?? "";
            long? count = wave.Whole("count", 1, 1_000_000_000);
            decimal? percent = wave.Percent("percent");
            wave.RefuseOthers();
            bool isLabel = name.Length is >= 1 and <= 40 && !name.Any(char.IsControl);
            if (!isLabel)
            {
                wave.Wrong<string>("name", "has 1 to 40 characters");
            }

            if (count is null == percent is null)
            {
                wave.Wrong<string>("count", "or 'percent': a wave has one of them");
                continue;
            }

            Wave read = new(name, count, percent);
            if (waves.Count > 0 && IsLess(read, waves[^1]))
            {
                wave.Wrong<string>("name", "allows fewer devices than the wave before");
            }

            waves.Add(read);
        }

        return waves.Count > 0 || fields.Errors.Count > 0
            ? waves
            : fields.Wrong<List<Wave>>("waves", "has at least one entry") ?? [];
    }

    // A count after a share, or the other way round, is judged when members are known: the larger of both counts.
    private static bool IsLess(Wave wave, Wave before) =>
        (wave.Count is not null && before.Count is not null && wave.Count <= before.Count)
        || (wave.Percent is not null && before.Percent is not null && wave.Percent <= before.Percent);

    private static Schedule ReadSchedule(DefinitionFields fields)
    {
        string? start = fields.Text("notBefore");
        DateTimeOffset notBefore = default;
        if (start is not null && !DateTimeOffset.TryParseExact(
            start, "yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out notBefore))
        {
            fields.Wrong<string>("notBefore", "is a time like 2030-01-31T02:00:00Z");
        }

        string zone = fields.Text("timeZone") ?? "device";
        string otherwise = fields.Text("otherwise") ?? "UTC";
        RefuseUnknownZone(fields, "timeZone", zone == "device" ? "UTC" : zone);
        RefuseUnknownZone(fields, "otherwise", otherwise);
        List<OfferWindow> windows = [];
        foreach ((string _, DefinitionFields window) in fields.Objects("windows", 14))
        {
            windows.Add(ReadWindow(window));
        }

        fields.RefuseOthers();
        return new Schedule
        {
            NotBefore = start is null ? null : notBefore,
            TimeZone = zone == "device" ? null : zone,
            Otherwise = otherwise,
            Windows = windows,
        };
    }

    private static void RefuseUnknownZone(DefinitionFields fields, string name, string zone)
    {
        if (!Schedule.IsKnown(zone))
        {
            fields.Wrong<string>(name, "is no time zone that this machine knows, such as Europe/Madrid");
        }
    }

    private static OfferWindow ReadWindow(DefinitionFields window)
    {
        List<DayOfWeek> days = [];
        foreach (string word in window.Texts("days", 7, 3))
        {
            int found = Array.FindIndex(Days, day => day.Item1 == word);
            if (found < 0 || days.Contains(Days[found].Item2))
            {
                window.Wrong<string>("days", "are of: mon, tue, wed, thu, fri, sat, sun; each once");
                continue;
            }

            days.Add(Days[found].Item2);
        }

        TimeOnly from = Clock(window, "from");
        TimeOnly to = Clock(window, "to");
        window.RefuseOthers();
        return new OfferWindow(days.Count == 0 ? Enum.GetValues<DayOfWeek>() : days, from, to);
    }

    private static TimeOnly Clock(DefinitionFields window, string name)
    {
        string text = window.Text(name, required: true) ?? "00:00";
        return TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None,
            out TimeOnly time)
            ? time
            : window.Wrong<TimeOnly>(name, "is a time like 02:30");
    }

    private static Pace ReadPace(DefinitionFields fields)
    {
        Pace usual = new();
        Pace read = new()
        {
            PerMinute = (int)(fields.Whole("perMinute", 1, 1_000_000) ?? usual.PerMinute),
            Unjudged = (int)(fields.Whole("unjudged", 1, 10_000_000) ?? usual.Unjudged),
            BytesPerSecond = fields.Whole("bytesPerSecond", 1, 1_000_000_000_000),
        };
        fields.RefuseOthers();
        return read;
    }

    private static RetryRule ReadRetries(DefinitionFields fields)
    {
        RetryRule usual = new();
        RetryRule read = new()
        {
            Attempts = (int)(fields.Whole("attempts", 1, 20) ?? usual.Attempts),
            Wait = fields.Span("wait", TimeSpan.FromSeconds(1), Longest) ?? usual.Wait,
            Longest = fields.Span("longest", TimeSpan.FromSeconds(1), Longest) ?? usual.Longest,
            Offers = (int)(fields.Whole("offers", 1, 1000) ?? usual.Offers),
        };
        fields.RefuseOthers();
        return read;
    }

    private static GateRule ReadGate(DefinitionFields fields)
    {
        GateRule usual = new();
        GateRule read = new()
        {
            Tolerated = fields.Share("tolerated", usual.Tolerated) ?? usual.Tolerated,
            Alarming = fields.Share("alarming", usual.Alarming) ?? usual.Alarming,
            FalseStop = fields.Share("falseStop", usual.FalseStop) ?? usual.FalseStop,
            FalseOpen = fields.Share("falseOpen", usual.FalseOpen) ?? usual.FalseOpen,
            Minimum = (int)(fields.Whole("minimum", 1, 1_000_000) ?? usual.Minimum),
            Soak = fields.Span("soak", TimeSpan.Zero, Longest) ?? usual.Soak,
            Answer = fields.Span("answer", TimeSpan.FromSeconds(1), Longest) ?? usual.Answer,
            ByType = fields.Flag("byType") ?? usual.ByType,
            Undecided = fields.Word("undecided", ("hold", UndecidedAction.Hold), ("open", UndecidedAction.Open))
                ?? usual.Undecided,
        };
        fields.RefuseOthers();
        return read.Tolerated < read.Alarming
            ? read
            : fields.Wrong<GateRule>("alarming", "is above 'tolerated'") ?? usual;
    }

    private static ImmutableSortedDictionary<string, int> ReadApprovals(DefinitionFields fields)
    {
        ImmutableSortedDictionary<string, int> read =
            ImmutableSortedDictionary<string, int>.Empty.WithComparers(StringComparer.Ordinal);
        foreach (string role in fields.Names())
        {
            int count = (int)(fields.Whole(role, 1, 10) ?? 1);
            if (role.Length is < 1 or > 40 || !role.All(c => char.IsAsciiLetterLower(c) || c == '-'))
            {
                fields.Wrong<string>(role, "is no role: 1 to 40 of a-z -");
            }

            read = read.SetItem(role, count);
        }

        return read;
    }
}
