namespace Garita.Server.Rollouts.Engine;

/// <summary>
/// What devices are told a rollout is called. A rollout's name has no underscore, so that names never meet.
/// </summary>
internal static class Deployments
{
    private const string Forward = "rollout_";
    private const string Back = "back_";

    /// <summary>Of the release.</summary>
    public static string Of(string rollout) => Forward + rollout;

    /// <summary>Of the way back.</summary>
    public static string BackOf(string rollout) => Back + rollout;

    /// <summary>The rollout, and whether the way back is meant; null where it is no rollout's.</summary>
    public static (string Rollout, bool IsBack)? Read(string deployment) =>
        deployment.StartsWith(Forward, StringComparison.Ordinal) ? (deployment[Forward.Length..], false)
        : deployment.StartsWith(Back, StringComparison.Ordinal) ? (deployment[Back.Length..], true)
        : null;
}
