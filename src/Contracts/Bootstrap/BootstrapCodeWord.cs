namespace Garita.Contracts.Bootstrap;

/// <summary>How a code is written. Exactly these words: no numbers, no other case.</summary>
public sealed class BootstrapCodeWord() : WordConverter<BootstrapCode>(Word)
{
    /// <summary>The word of a code.</summary>
    public static string Word(BootstrapCode code) => code switch
    {
        BootstrapCode.Ok => "ok",
        BootstrapCode.Pending => "pending",
        BootstrapCode.SlowDown => "slow-down",
        BootstrapCode.Unavailable => "unavailable",
        BootstrapCode.UnknownDevice => "unknown-device",
        BootstrapCode.FactorRefused => "factor-refused",
        BootstrapCode.CodeRefused => "code-refused",
        BootstrapCode.TokenExpired => "token-expired",
        BootstrapCode.TokenRefused => "token-refused",
        BootstrapCode.SequenceRefused => "sequence-refused",
        BootstrapCode.SignatureRefused => "signature-refused",
        BootstrapCode.PolicyRefused => "policy-refused",
        BootstrapCode.EnrollRefused => "enroll-refused",
        BootstrapCode.CsrRefused => "csr-refused",
        BootstrapCode.Malformed => "malformed",
        BootstrapCode.VersionRefused => "version-refused",
    };
}
