using System.Buffers;

namespace Garita.Broker.Sessions;

/// <summary>
/// Which client ids are taken: 1 to 64 of <c>A-Z a-z 0-9 - _ . :</c>, so that an id can stand in a
/// log line, a table and a URL as it is; or empty with clean start, then one is assigned.
/// </summary>
internal static class ClientIds
{
    public const int MaxLength = 64;

    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:");

    public static bool IsAllowed(string clientId, bool cleanStart) =>
        clientId.Length == 0
            ? cleanStart // Without a name there is nothing to go on with.
            : clientId.Length <= MaxLength && !clientId.AsSpan().ContainsAnyExcept(Alphabet);
}
