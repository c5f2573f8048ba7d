using System.Text;

namespace Garita.Firmware.Delivery;

/// <summary>How <see cref="UpdateReason"/> is spelled.</summary>
public static class UpdateReasons
{
    /// <summary>Bytes of the longest.</summary>
    public const int MaxLength = 32;

    private static readonly Dictionary<UpdateReason, string> s_texts =
        Enum.GetValues<UpdateReason>().ToDictionary(reason => reason, Spell);

    private static readonly Dictionary<string, UpdateReason> s_reasons =
        s_texts.ToDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>The word in a message: <see cref="UpdateReason.NotSigned"/> is <c>not-signed</c>.</summary>
    public static string Text(this UpdateReason reason) => s_texts[reason];

    /// <summary>Reads that word; null where it is none.</summary>
    public static UpdateReason? Find(string text) =>
        s_reasons.TryGetValue(text, out UpdateReason reason) ? reason : null;

    private static string Spell(UpdateReason reason)
    {
        StringBuilder text = new();
        foreach (char letter in reason.ToString())
        {
            text.Append(text.Length > 0 && char.IsAsciiLetterUpper(letter) ? "-" : string.Empty)
                .Append(char.ToLowerInvariant(letter));
        }

        return text.ToString();
    }
}
