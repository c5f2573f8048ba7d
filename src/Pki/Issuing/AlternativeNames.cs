using System.Collections.Immutable;
using System.Net;

namespace Garita.Pki.Issuing;

/// <summary>The names a server answers to: DNS names in lower case, without wildcards, and IP addresses.</summary>
public sealed class AlternativeNames
{
    private const int MaxDnsName = 253; // RFC 1035 2.3.4, in the form without the final dot
    private const int MaxLabel = 63;

    private AlternativeNames(ImmutableArray<string> dnsNames, ImmutableArray<IPAddress> addresses)
    {
        DnsNames = dnsNames;
        Addresses = addresses;
    }

    /// <summary>No names at all: every role but a server's.</summary>
    public static AlternativeNames None { get; } = new([], []);

    /// <summary>DNS names in the order given.</summary>
    public ImmutableArray<string> DnsNames { get; }

    /// <summary>IP addresses in the order given.</summary>
    public ImmutableArray<IPAddress> Addresses { get; }

    /// <summary>Every name as text.</summary>
    public IEnumerable<string> All => DnsNames.Concat(Addresses.Select(address => address.ToString()));

    /// <summary>Sorts texts into DNS names and addresses; false with the first text that is neither.</summary>
    public static bool TryParse(IEnumerable<string> texts, out AlternativeNames names, out string? wrong)
    {
        ArgumentNullException.ThrowIfNull(texts);
        List<string> dnsNames = [];
        List<IPAddress> addresses = [];
        names = None;
        wrong = null;
        foreach (string text in texts)
        {
            if (IsAddress(text) && IPAddress.TryParse(text, out IPAddress? address))
            {
                addresses.Add(address);
            }
            else if (IsDnsName(text))
            {
                dnsNames.Add(text.ToLowerInvariant());
            }
            else
            {
                wrong = text;
                return false;
            }
        }

        names = new AlternativeNames([.. dnsNames.Distinct()], [.. addresses.Distinct()]);
        return true;
    }

    // IPAddress.TryParse also takes "1" and "0x7f.1"; those are not what anybody means by a name.
    private static bool IsAddress(string text) => text.Contains(':', StringComparison.Ordinal)
        || (text.Count(c => c == '.') == 3 && text.All(c => c == '.' || char.IsAsciiDigit(c)));

    private static bool IsDnsName(string text) => text.Length is >= 1 and <= MaxDnsName
        && text.Split('.').All(IsLabel)
        && !char.IsAsciiDigit(text[text.LastIndexOf('.') + 1]);

    private static bool IsLabel(string label) => label.Length is >= 1 and <= MaxLabel
        && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
        && label[0] != '-'
        && label[^1] != '-';
}
