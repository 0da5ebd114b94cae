"""What no hour may break: each rule looks at what happened and tells of every breach."""
