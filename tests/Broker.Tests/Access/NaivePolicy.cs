using Garita.Contracts.Identities;

namespace Garita.Broker.Tests.Access;

/// <summary>
/// The policy's meaning in the plainest words, by strings and by trying every topic of a small world.
/// </summary>
internal static class NaivePolicy
{
    /// <summary>
    /// The device's id is <c>I</c>, its group <c>g</c>; <c>z</c> stands for every word nobody wrote down.
    /// </summary>
    public static readonly string[] Words = ["a", "I", "g", "$d", "z", "service:I", "operator:g"];

    /// <summary>Every topic of up to four levels, one more than any pattern or filter under test has.</summary>
    public static readonly string[][] World = [.. Enumerable.Range(1, 4).SelectMany(Topics)];

    public sealed record Rule(int Line, string Subject, bool Deny, bool Publish, bool Exact, string Pattern)
    {
        public string Text => $"{(Deny ? "deny " : "")}{(Publish ? "publish" : "subscribe")} "
            + $"{(Exact ? "exact " : "")}{Pattern}";
    }

    public static bool Concerns(string subject, PeerAttributes peer)
    {
        string name = peer.Identity.Name;
        return peer.Identity.Kind switch
        {
            IdentityKind.Device => subject == "device" || subject == "device " + name
                || peer.Groups.Any(g => subject == "device in group " + g),
            IdentityKind.Service => subject == "service" || subject == "service:" + name,
            IdentityKind.Operator => subject == "operator" || subject == "operator:" + name,
            IdentityKind.Birth => false,
        }
            || peer.Groups.Any(g => subject == "group " + g) || subject == "ou " + peer.OrganizationalUnit;
    }

    public static bool Matches(string pattern, string[] topic, PeerAttributes? peer) =>
        !(topic[0][0] == '$' && pattern[0] is '+' or '#' or '{') && Matches(pattern.Split('/'), topic, peer);

    public static bool Covers(string pattern, string filter, PeerAttributes peer) =>
        World.Where(t => Matches(filter, t, null)).All(t => Matches(pattern, t, peer));

    public static bool Intersects(string pattern, string filter, PeerAttributes peer) =>
        World.Any(t => Matches(filter, t, null) && Matches(pattern, t, peer));

    private static bool Matches(ReadOnlySpan<string> pattern, ReadOnlySpan<string> topic, PeerAttributes? peer)
    {
        if (pattern is ["#"])
        {
            return true;
        }

        if (pattern.IsEmpty || topic.IsEmpty)
        {
            return pattern.IsEmpty && topic.IsEmpty;
        }

        string[] values = pattern[0] switch
        {
            "+" => [topic[0]],
            "{id}" => [peer!.Identity.Name],
            "{cn}" => [peer!.Identity.CommonName],
            "{ou}" => peer!.OrganizationalUnit is { } unit ? [unit] : [],
            "{group}" => [.. peer!.Groups],
            "{image}" => [.. peer!.Images],
            string literal => [literal],
        };
        return values.Contains(topic[0]) && Matches(pattern[1..], topic[1..], peer);
    }

    private static IEnumerable<string[]> Topics(int depth) => depth == 0
        ? [[]]
        : Topics(depth - 1).SelectMany(head => Words.Select(word => (string[])[.. head, word]));
}
