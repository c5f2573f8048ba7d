using System.Collections.Immutable;
using Garita.Firmware;
using Garita.Rollouts.Targets;

namespace Garita.Rollouts.Definitions;

/// <summary>
/// What people write, review and approve. Never changed once a rollout has it: an approval is of <see cref="Digest"/>.
/// </summary>
public sealed record RolloutDefinition
{
    /// <summary>How often a record that is due is looked at while offers rest.</summary>
    internal static readonly TimeSpan LeastRest = TimeSpan.FromMinutes(5);

    /// <summary>The rollout's name: 1 to 40 of <c>a-z 0-9 -</c>. It is part of what devices are sent.</summary>
    public required string Name { get; init; }

    /// <summary>The digest of the release's manifest.</summary>
    public required Sha256Digest Release { get; init; }

    /// <summary>Which devices.</summary>
    public required TargetQuery Target { get; init; }

    /// <summary>Devices that are left out, whatever the target says.</summary>
    public ImmutableHashSet<string> Exclude { get; init; } = [];

    /// <summary>The steps, each allowing at least what the one before did; the last is everybody unless it says less.
    /// </summary>
    public required IReadOnlyList<Wave> Waves { get; init; }

    /// <summary>When.</summary>
    public Schedule Schedule { get; init; } = new();

    /// <summary>How fast.</summary>
    public Pace Pace { get; init; } = new();

    /// <summary>How often again.</summary>
    public RetryRule Retries { get; init; } = new();

    /// <summary>What opens the next wave, and what stops the rollout.</summary>
    public GateRule Gate { get; init; } = new();

    /// <summary>What counts as failed after the update.</summary>
    public HealthRule Health { get; init; } = new();

    /// <summary>What happens by itself when the release is bad.</summary>
    public FailureAction OnFailure { get; init; } = FailureAction.Pause;

    /// <summary>Whether the release mends a weakness, so that going back would open it again.</summary>
    public bool Security { get; init; }

    /// <summary>Roles, each with how many operators of it must approve, on top of what the installation demands.
    /// </summary>
    public ImmutableSortedDictionary<string, int> Approvals { get; init; } =
        ImmutableSortedDictionary<string, int>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>SHA-256 of the canonical text: every member in a fixed order, defaults written out.</summary>
    public Sha256Digest Digest => Sha256Digest.Of(DefinitionText.Canonical(this));

    /// <summary>The longest that anything about a device waits: an answer, a soak, a retry.</summary>
    public TimeSpan LongestWait => new[] { Gate.Answer, Gate.Soak, Retries.Wait, Retries.Longest, LeastRest }.Max();

    /// <summary>Whether the device is meant.</summary>
    public bool Includes(DeviceFacts device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return Target.Matches(device) && !Exclude.Contains(device.Id);
    }

    /// <summary>
    /// How many devices may have been offered the release while a wave is open: what it says, or what an earlier one
    /// said where that is more, as a count can be more than a share of few devices.
    /// </summary>
    /// <param name="wave">The wave, from 0.</param>
    /// <param name="members">Devices in the target now.</param>
    public long Allowed(int wave, long members)
    {
        long allowed = 0;
        for (int each = 0; each <= wave; each++)
        {
            allowed = Math.Max(allowed, Waves[each].Allowed(members));
        }

        return allowed;
    }
}
