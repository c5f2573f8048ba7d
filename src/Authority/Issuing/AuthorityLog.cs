using Garita.Contracts.Identities;
using Garita.Pki.Issuing;
using Garita.Pki.Keys;
using Microsoft.Extensions.Logging;

namespace Garita.Authority.Issuing;

/// <summary>What the authority has to say. No line holds a key or a request's bytes.</summary>
internal static partial class AuthorityLog
{
    [LoggerMessage(2000, LogLevel.Information, "certificate {Serial} issued to {Identity}, valid to {NotAfter:u}")]
    public static partial void Issued(
        ILogger logger, CertificateSerial serial, Identity identity, DateTimeOffset notAfter);

    [LoggerMessage(2001, LogLevel.Information, "no certificate for {Identity}: {Refusal}")]
    public static partial void Refused(ILogger logger, Identity identity, IssueRefusal refusal);

    [LoggerMessage(2002, LogLevel.Warning,
        "ALERT: {Identity} asked for a certificate with the key {KeyHash}, which is {Owner}'s: a copied key")]
    public static partial void KeyOfAnother(
        ILogger logger, Identity identity, PublicKeyHash keyHash, Identity owner);

    [LoggerMessage(2003, LogLevel.Error, "the key of {Issuer} failed to sign certificate {Serial}")]
    public static partial void SigningFailed(
        ILogger logger, string issuer, CertificateSerial serial, Exception fault);

    [LoggerMessage(2004, LogLevel.Critical,
        "certificate {Serial} was signed with another {Field} than meant; it was thrown away")]
    public static partial void Mismatched(ILogger logger, CertificateSerial serial, IntentMismatch field);

    [LoggerMessage(2005, LogLevel.Warning,
        "certificate {Serial} was being issued when the program stopped; it is recorded as abandoned")]
    public static partial void Abandoned(ILogger logger, CertificateSerial serial);
}
