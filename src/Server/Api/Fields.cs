using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Garita.Contracts.Identities;
using Garita.Pki.Keys;
using Garita.Firmware;
using Garita.Pki.Requests;
using Garita.Server.Api.Problems;

namespace Garita.Server.Api;

/// <summary>
/// Holds the members and parameters of requests to their rules; the first that is wrong is the answer.
/// </summary>
internal sealed class Fields
{
    private const int MaxLabelLength = 64;
    private const int MaxGroups = 16;
    private const int MaxPageLength = 1000;
    private const int DefaultPageLength = 100;

    /// <summary>The first thing that was wrong; null while all is right.</summary>
    public ProblemResult? Problem { get; private set; }

    public void Require(bool right, string field, string detail)
    {
        if (!right)
        {
            Problem ??= Refuse.Field(field, detail);
        }
    }

    /// <summary>An identity from a body's member.</summary>
    public Identity Name(IdentityKind kind, string name, string field)
    {
        bool valid = Identity.TryCreate(kind, name, out Identity identity);
        Require(valid, field, "Must be 1 to 64 of A-Z a-z 0-9 - _.");
        return identity;
    }

    /// <summary>A text that people wrote: not too long, no control characters.</summary>
    public void Label(string? text, string field) => Require(
        text is null || (text.Length is >= 1 and <= MaxLabelLength && !text.Any(char.IsControl)),
        field,
        "Must be 1 to 64 characters without control characters.");

    public void Groups(IReadOnlyList<string>? groups) => Require(
        groups is null
            || (groups.Count <= MaxGroups && groups.All(g => Identity.TryCreate(IdentityKind.Device, g, out _))),
        "groups",
        "Must be at most 16 groups, each 1 to 64 of A-Z a-z 0-9 - _.");

    public bool TryCsr(string pem, [NotNullWhen(true)] out ParsedCsr? csr)
    {
        CsrRefusal refusal = ParsedCsr.TryParse(Encoding.UTF8.GetBytes(pem), out csr);
        if (refusal != CsrRefusal.None)
        {
            Problem ??= Refuse.Csr(refusal);
        }

        return csr is not null;
    }

    /// <summary>
    /// A device's encryption key, which must not be the one it signs with: a key with two uses can have one turned
    /// against the other.
    /// </summary>
    public EcPublicKey? EncryptionKey(string? pem, EcPublicKey certified)
    {
        EcPublicKey? key = null;
        bool valid = pem is null
            || (PemEncoding.TryFind(pem, out PemFields found) && pem.AsSpan()[found.Label] is "PUBLIC KEY"
                && Convert.FromBase64String(pem[found.Base64Data]) is { } encoded
                && EcPublicKey.TryParse(encoded, out key) == KeyRefusal.None
                && key!.Hash != certified.Hash);
        Require(valid, "encryptionKeyPem", "Must be a P-256 public key in PEM, other than that of the request.");
        return valid ? key : null;
    }

    public int PageLength(string? text)
    {
        int length = DefaultPageLength;
        bool valid = text is null
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out length)
                && length is >= 1 and <= MaxPageLength);
        Require(valid, "limit", "Must be 1 to 1000.");
        return length;
    }

    public long Cursor(string? text)
    {
        long after = 0;
        Require(
            text is null || long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out after),
            "after",
            "Must be the 'next' of the page before.");
        return after;
    }

    /// <summary>A number of 0 or more; null where it was left out.</summary>
    public long? Number(string? text, string field)
    {
        long number = 0;
        Require(
            text is null || long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number),
            field,
            "Must be a number.");
        return text is null ? null : number;
    }

    public DateTimeOffset? Time(string? text, string field)
    {
        DateTimeOffset time = default;
        bool valid = text is null || DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
        Require(valid, field, "Must be an RFC 3339 time, such as 2026-01-31T12:00:00Z.");
        return valid && text is not null ? time : null;
    }

    /// <summary>A SHA-256 value by which something is known.</summary>
    public Sha256Digest Digest(string text, string field)
    {
        bool valid = Sha256Digest.TryParse(text, out Sha256Digest digest);
        Require(valid, field, "Must be 64 hex digits: a SHA-256 value.");
        return digest;
    }

    public Guid? Uuid(string? text, string field)
    {
        Guid uuid = default;
        Require(text is null || Guid.TryParseExact(text, "D", out uuid), field, "Must be a UUID.");
        return text is null ? null : uuid;
    }

    public bool? Flag(string? text, string field)
    {
        Require(text is null or "true" or "false", field, "Must be true or false.");
        return text is null ? null : text == "true";
    }
}
