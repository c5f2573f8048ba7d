using Garita.Firmware.Manifests;

namespace Garita.Cli.Firmware;

/// <summary>Says why an envelope is refused, and where in it.</summary>
public static class ManifestRefusals
{
    /// <summary>One clause, to stand behind the file's name.</summary>
    public static string Of(ManifestRefusal refusal) => refusal switch
    {
        ManifestRefusal.None => "not refused",
        ManifestRefusal.TooLarge =>
            $"not a SUIT envelope: longer than {ManifestLimits.Default.MaxEnvelopeLength} bytes",
        ManifestRefusal.Malformed => "not a SUIT envelope: the CBOR is damaged or not in its one right form",
        ManifestRefusal.NotAnEnvelope => "not a SUIT envelope: it does not begin with tag 107",
        ManifestRefusal.UnsupportedDigest => "it names a digest by another algorithm than SHA-256",
        ManifestRefusal.DigestMismatch => "the manifest in it is not the one whose digest is signed",
        ManifestRefusal.Unsigned => "nobody has signed it",
        ManifestRefusal.TooManySignatures => $"more than {ManifestLimits.Default.MaxSignatures} signatures",
        ManifestRefusal.SignatureMalformed => "a signature block is damaged or has headers that are not known",
        ManifestRefusal.AlgorithmNotProtected => "a signature names its algorithm where anyone can change it",
        ManifestRefusal.UnsupportedAlgorithm => "none of its signatures is of a kind that is known (ESP256)",
        ManifestRefusal.WrongSignature => "no signature in it is by a key that was named, over this manifest",
        ManifestRefusal.BelowThreshold => "signed by fewer of the named keys than the threshold asks for",
        ManifestRefusal.UnsupportedVersion => "a manifest version other than 1",
        ManifestRefusal.UnsupportedMember => "it holds a member that is not known",
        ManifestRefusal.UnsupportedCommand => "it holds a command that is not known",
        ManifestRefusal.CommandMisplaced => "a command stands in a sequence where it may not",
        ManifestRefusal.UnsupportedParameter => "it sets a parameter that is not known",
        ManifestRefusal.UnknownComponent => "a command is about a component that it does not list",
        ManifestRefusal.LimitExceeded => "more components, commands, nesting or text than are allowed",
        ManifestRefusal.SectionMismatch => "a section beside the manifest is not the one whose digest is signed",
        ManifestRefusal.SectionNotSevered => "it holds a section that the manifest does not leave out",
    };
}
