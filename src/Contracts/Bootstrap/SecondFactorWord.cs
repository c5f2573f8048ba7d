namespace Garita.Contracts.Bootstrap;

/// <summary>How a factor is written. Exactly these words: no numbers, no other case.</summary>
public sealed class SecondFactorWord() : WordConverter<SecondFactor>(Word)
{
    /// <summary>The word of a factor.</summary>
    public static string Word(SecondFactor factor) => factor switch
    {
        SecondFactor.Sms => "sms",
        SecondFactor.Totp => "totp",
        SecondFactor.Approval => "approval",
    };
}
