namespace Garita.Firmware.Manifests;

/// <summary>The members of a manifest that hold a sequence or the texts, numbered as the draft does.</summary>
public enum ManifestSection
{
    /// <summary>Whether the image is the right one; at install and at every boot.</summary>
    Validate = 7,

    /// <summary>How an image gets where it runs.</summary>
    Load = 8,

    /// <summary>What to start.</summary>
    Invoke = 9,

    /// <summary>How to get the payload ahead of installing it. Severable.</summary>
    PayloadFetch = 16,

    /// <summary>How to install. Severable.</summary>
    Install = 20,

    /// <summary>Texts for people. Severable.</summary>
    Text = 23,
}
