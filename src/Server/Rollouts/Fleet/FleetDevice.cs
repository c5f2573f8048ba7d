using Garita.Rollouts.Targets;

namespace Garita.Server.Rollouts.Fleet;

/// <summary>A device that is let in, as the index has it.</summary>
internal sealed class FleetDevice(string id, Cohort cohort)
{
    public string Id { get; } = id;

    public string? Serial { get; set; }

    /// <summary>With whom it has everything in common.</summary>
    public Cohort Cohort { get; set; } = cohort;

    /// <summary>Its place among the members of the cohort, which moves it.</summary>
    public int Place { get; set; }

    public bool Connected => Place < Cohort.Connected;

    /// <summary>What a rollout may know of it.</summary>
    public DeviceFacts Facts() => new(Id)
    {
        Type = Cohort.Kind.Type,
        Serial = Serial,
        Version = Cohort.Kind.Version,
        Groups = Cohort.Kind.Groups,
        TimeZone = Cohort.Kind.TimeZone,
        Connected = Connected,
    };
}
