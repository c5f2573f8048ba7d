using System.Text.Json;

namespace Garita.Rollouts.Planning;

/// <summary>
/// How statuses, stages, outcomes and commands are called wherever people or programs read them: small letters, words
/// joined by <c>-</c>, as in <c>rolling-back</c>.
/// </summary>
public static class RolloutWords
{
    /// <summary>The word for one of them.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
